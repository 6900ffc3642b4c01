using System.Text.Json.Serialization;

namespace Homing.Reports.Dispatcher;

/// <summary>What an approver is shown.</summary>
internal sealed record ApprovalPopup(Guid ReportId, string Title, string State, string Kind, string RequestedBy, string Until);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ApprovalPopup))]
internal sealed partial class ApprovalPopupJson : JsonSerializerContext;
