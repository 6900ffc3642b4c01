using System.Text.Json.Serialization;
using Homing.Reports.Trace.Mail.Outbox;
using Homing.Reports.Trace.Telling;

namespace Homing.Reports.Trace;

/// <summary>The JSON of the service.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PopupBody))]
[JsonSerializable(typeof(OutboxMail))]
[JsonSerializable(typeof(List<OutboxMail>))]
internal sealed partial class TraceJson : JsonSerializerContext;
