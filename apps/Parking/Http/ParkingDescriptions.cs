using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Homing.Parking.Availability;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Homing.Parking.Http;

/// <summary>What the calls of the parking finder take and answer.</summary>
internal static class ParkingDescriptions
{
    public static RouteHandlerBuilder DescribeLots(this RouteHandlerBuilder lots) => lots
        .WithQuery("bbox", "Only lots in this box: minLng,minLat,maxLng,maxLat in degrees, such as 28.9,41.0,29.1,41.1. It crosses the dateline where minLng is greater than maxLng.")
        .Produces<LotCollection>(StatusCodes.Status200OK, "application/geo+json")
        .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status503ServiceUnavailable);

    public static RouteHandlerBuilder DescribeReadings(this RouteHandlerBuilder readings) => readings
        .WithDescription($"At most {ReadingsBody.MaxReadings} at once, in our own shape or in İSPARK's. All are valid, or none is taken.")
        .TakesJson<PostedReading>(isOneOrMany: true)
        .Produces<ReadingsTaken>(StatusCodes.Status202Accepted)
        .ProducesProblems(
            StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status503ServiceUnavailable);
}

/// <summary>A reading as it is posted, in either shape.</summary>
[JsonDerivedType(typeof(OwnReading))]
[JsonDerivedType(typeof(IsparkReading))]
internal abstract record PostedReading;

/// <summary>A reading in our shape.</summary>
internal sealed record OwnReading : PostedReading
{
    /// <summary>The id of a lot in the catalogue.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public required long LotId { get; init; }

    /// <summary>Places that are free.</summary>
    [Range(0, Reading.MaxFree)]
    public required int Free { get; init; }

    /// <summary>Places in all; those of the catalogue where it is left out.</summary>
    [Range(1, Reading.MaxFree)]
    public int? Capacity { get; init; }

    /// <summary>Whether it is open; unknown where it is left out.</summary>
    public bool? Open { get; init; }

    /// <summary>When it was so, not in the future; now where it is left out.</summary>
    public DateTimeOffset? ObservedAt { get; init; }
}

/// <summary>A reading in İSPARK's own field names. Its other fields are passed over.</summary>
internal sealed record IsparkReading : PostedReading
{
    /// <summary>The id of a lot in the catalogue.</summary>
    [JsonPropertyName("parkID")]
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public required long ParkId { get; init; }

    /// <summary>Places that are free.</summary>
    [JsonPropertyName("emptyCapacity")]
    [Range(0, Reading.MaxFree)]
    public required int EmptyCapacity { get; init; }

    /// <summary>Places in all.</summary>
    [Range(1, Reading.MaxFree)]
    public int? Capacity { get; init; }

    /// <summary>1 where it is open, 0 where it is not.</summary>
    [JsonPropertyName("isOpen")]
    [Range(0, 1)]
    public int? IsOpen { get; init; }

    /// <summary>When it was so, in the time of İstanbul, such as 17.09.2026 18:10:19.</summary>
    [JsonPropertyName("updateDate")]
    public string? UpdateDate { get; init; }

    /// <summary>Degrees north; only looked at, for the catalogue says where the lot is.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public double Lat { get; init; }

    /// <summary>Degrees east; only looked at.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public double Lng { get; init; }
}
