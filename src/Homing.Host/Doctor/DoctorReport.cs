using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Homing.Doctor;

namespace Homing.Host.Doctor;

/// <summary>What was found, as it is said.</summary>
internal sealed class DoctorReport(IReadOnlyList<DoctorFinding> findings)
{
    /// <summary>Whether nothing is broken.</summary>
    public bool IsHealthy => Count(DoctorVerdict.Fail) == 0;

    /// <summary>A line a finding, below it what to change, and at the end how many there are.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        var width = findings.Max(finding => finding.Check.Length);
        foreach (var finding in findings)
        {
            text.AppendLine($"{Word(finding.Verdict),-5} {finding.Check.PadRight(width)}  {finding.Seen}");
            if (finding.Change is { } change)
            {
                text.AppendLine($"{"",-5} {"".PadRight(width)}  -> {change}");
            }
        }

        return text.Append(
            $"{Count(DoctorVerdict.Fail)} to change, {Count(DoctorVerdict.Warn)} to look at, {Count(DoctorVerdict.Ok)} as they should be").ToString();
    }

    /// <summary>The same for programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new DoctorDocument(
            IsHealthy,
            [.. findings.Select(finding => new DoctorEntry(finding.Check, Word(finding.Verdict), finding.Seen, finding.Change))]),
        DoctorJson.Default.DoctorDocument);

    private static string Word(DoctorVerdict verdict) => verdict switch
    {
        DoctorVerdict.Ok => "ok",
        DoctorVerdict.Warn => "warn",
        _ => "fail",
    };

    private int Count(DoctorVerdict verdict) => findings.Count(finding => finding.Verdict == verdict);
}

/// <summary>What <c>doctor --json</c> says.</summary>
internal sealed record DoctorDocument(bool Healthy, IReadOnlyList<DoctorEntry> Findings);

/// <summary>A finding.</summary>
internal sealed record DoctorEntry(string Check, string Verdict, string Seen, string? Change);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DoctorDocument))]
internal sealed partial class DoctorJson : JsonSerializerContext;
