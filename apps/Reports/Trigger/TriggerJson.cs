using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Homing.Reports.Trigger;

/// <summary>What the trigger answers, as JSON. What is not known is null, not left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReportView))]
[JsonSerializable(typeof(IReadOnlyList<ReportView>))]
[JsonSerializable(typeof(RequestedView))]
[JsonSerializable(typeof(KindsView))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class TriggerJson : JsonSerializerContext;
