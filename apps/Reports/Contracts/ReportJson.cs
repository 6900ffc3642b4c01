using System.Text.Json.Serialization;

namespace Homing.Reports.Contracts;

/// <summary>The facts as JSON. What has no default must be there, and nothing may be null that is not said to be.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ReportRequested))]
[JsonSerializable(typeof(ReportEdited))]
[JsonSerializable(typeof(ReportApprovalRequested))]
[JsonSerializable(typeof(ReportApproved))]
[JsonSerializable(typeof(ReportRejected))]
[JsonSerializable(typeof(ReportSubmissionStarted))]
[JsonSerializable(typeof(ReportSubmitted))]
[JsonSerializable(typeof(ReportProgressed))]
[JsonSerializable(typeof(ReportReady))]
[JsonSerializable(typeof(ReportFailed))]
[JsonSerializable(typeof(ReportIsHere))]
[JsonSerializable(typeof(ReportPopupSent))]
[JsonSerializable(typeof(ReportMailStarted))]
[JsonSerializable(typeof(ReportMailSent))]
[JsonSerializable(typeof(ReportMailFailed))]
[JsonSerializable(typeof(ReportMailUncertain))]
[JsonSerializable(typeof(ReportMailWanted))]
[JsonSerializable(typeof(ReportDelivered))]
[JsonSerializable(typeof(ReportCancelled))]
[JsonSerializable(typeof(ReportExpired))]
[JsonSerializable(typeof(ReportCleaned))]
internal sealed partial class ReportJson : JsonSerializerContext;
