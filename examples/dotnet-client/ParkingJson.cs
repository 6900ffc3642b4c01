using System.Text.Json.Serialization;

namespace DotnetClient;

/// <summary>What is asked.</summary>
internal sealed record Question(double Lat, double Lng, int Limit);

/// <summary>What is answered, as far as it is printed.</summary>
internal sealed record Answer(DateTimeOffset AsOf, IReadOnlyList<Lot> Lots);

/// <summary>A car park.</summary>
internal sealed record Lot(string Name, double DistanceM, int Capacity, int? Free);

[JsonSerializable(typeof(Question))]
[JsonSerializable(typeof(Answer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class ParkingJson : JsonSerializerContext;
