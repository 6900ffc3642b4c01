using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Homing.Log;
using Homing.Messages;

namespace Homing.Reports.Contracts;

/// <summary>
/// One thing that happened to a report: a CloudEvent (CloudEvents 1.0, JSON format) with the extension of distributed tracing.
/// </summary>
/// <param name="Id">Tells it from all others; the same where the same thing is said again.</param>
/// <param name="Source">Who says so: the name of the service.</param>
/// <param name="ReportId">The report; the event's <c>subject</c>.</param>
/// <param name="Time">When it happened.</param>
/// <param name="TraceParent">Where in the report's trace it belongs, as W3C Trace Context writes it.</param>
/// <param name="Fact">What happened.</param>
public sealed record ReportEvent(
    string Id, string Source, Guid ReportId, DateTimeOffset Time, string TraceParent, ReportFact Fact)
{
    private const string SpecVersion = "1.0";
    private const string Suffix = "Event";

    private static readonly Dictionary<string, JsonTypeInfo> Types = new JsonTypeInfo[]
    {
        ReportJson.Default.ReportRequested, ReportJson.Default.ReportEdited, ReportJson.Default.ReportApprovalRequested,
        ReportJson.Default.ReportApproved, ReportJson.Default.ReportRejected, ReportJson.Default.ReportSubmissionStarted,
        ReportJson.Default.ReportSubmitted, ReportJson.Default.ReportProgressed, ReportJson.Default.ReportReady, ReportJson.Default.ReportFailed,
        ReportJson.Default.ReportIsHere, ReportJson.Default.ReportPopupSent, ReportJson.Default.ReportMailStarted,
        ReportJson.Default.ReportMailSent, ReportJson.Default.ReportMailFailed, ReportJson.Default.ReportMailUncertain,
        ReportJson.Default.ReportMailWanted, ReportJson.Default.ReportDelivered, ReportJson.Default.ReportCancelled,
        ReportJson.Default.ReportExpired, ReportJson.Default.ReportCleaned,
    }.ToDictionary(type => type.Type.Name + Suffix, StringComparer.Ordinal);

    /// <summary>The event's <c>type</c>.</summary>
    public string Type => Fact.GetType().Name + Suffix;

    /// <summary>The record of <see cref="ReportTopics.Events"/>.</summary>
    public LogEntry ToEntry()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("specversion", SpecVersion);
            writer.WriteString("id", Id);
            writer.WriteString("source", Source);
            writer.WriteString("type", Type);
            writer.WriteString("subject", ReportId.ToString("D"));
            writer.WriteString("time", Rfc3339.Format(Time));
            writer.WriteString("datacontenttype", "application/json");
            writer.WriteString("traceparent", TraceParent);
            writer.WritePropertyName("data");
            JsonSerializer.Serialize(writer, Fact, Types[Type]);
            writer.WriteEndObject();
        }

        return new LogEntry(
            Encoding.UTF8.GetBytes(ReportId.ToString("D")),
            buffer.ToArray(),
            new LogHeaders([new("traceparent", Encoding.UTF8.GetBytes(TraceParent))]));
    }

    /// <summary>Reads a record's value. Attributes that are not known are passed over, as the specification asks.</summary>
    /// <param name="value">UTF-8.</param>
    /// <param name="read">The event.</param>
    /// <param name="reason">What is wrong with it.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> value, [NotNullWhen(true)] out ReportEvent? read, [NotNullWhen(false)] out string? reason)
    {
        (read, reason) = (null, null);
        try
        {
            using var document = JsonDocument.Parse(value);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                reason = "not a JSON object";
            }
            else if (Text(root, "specversion") != SpecVersion)
            {
                reason = "specversion: not 1.0";
            }
            else if (Text(root, "id") is not { Length: > 0 } id || Text(root, "source") is not { Length: > 0 } source)
            {
                reason = "id, source: one is missing";
            }
            else if (!Guid.TryParse(Text(root, "subject"), out var report))
            {
                reason = "subject: not a report id";
            }
            else if (!Rfc3339.TryParse(Text(root, "time") ?? "", out var time))
            {
                reason = $"time: not {Rfc3339.Allowed}";
            }
            else if (Text(root, "type") is not { } type || !Types.TryGetValue(type, out var info))
            {
                reason = $"type: there is no '{Text(root, "type")}'";
            }
            else if (!root.TryGetProperty("data", out var data) || data.Deserialize(info) is not ReportFact fact)
            {
                reason = "data: missing";
            }
            else
            {
                read = new ReportEvent(id, source, report, time, Text(root, "traceparent") ?? "", fact);
            }
        }
        catch (JsonException exception)
        {
            reason = exception.Message;
        }

        return read is not null;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
