using System.Diagnostics.CodeAnalysis;
using Homing.Reports.Contracts;
using Homing.Reports.ProviderApi;

namespace Homing.Reports.Workflow;

/// <summary>What the provider says about an order, asked or by a call back, as a fact of ours.</summary>
internal static class ProviderFacts
{
    private const int DigestLength = 64;

    /// <summary>Reads it.</summary>
    /// <param name="job">What it says.</param>
    /// <param name="webhookId">The id of the call back; null where it was asked.</param>
    /// <param name="fact">What happened.</param>
    /// <param name="reason">What is wrong with it.</param>
    public static bool TryRead(
        ProviderJob job, string? webhookId, [NotNullWhen(true)] out ReportFact? fact, [NotNullWhen(false)] out string? reason)
    {
        (fact, reason) = (null, null);
        switch (job.State)
        {
            case ProviderJobStates.Queued or ProviderJobStates.Working:
                fact = new ReportProgressed(Math.Clamp(job.Percent, 0, 100), ProviderAnswer.Shorten(job.Message));
                return true;
            case ProviderJobStates.Failed:
                var why = ProviderAnswer.Shorten(job.Message);
                fact = new ReportFailed(why.Length > 0 ? why : "The provider failed and did not say why.", webhookId);
                return true;
            case ProviderJobStates.Ready when job.Document is not { Length: > 0 } document || !IsDigest(document.Sha256):
                reason = "document: length and sha256 must say what it is";
                return false;
            case ProviderJobStates.Ready:
                fact = new ReportReady(new DocumentDescription(job.Document.Length, job.Document.Sha256), webhookId);
                return true;
            default:
                reason = $"state: there is no '{ProviderAnswer.Shorten(job.State)}'";
                return false;
        }
    }

    private static bool IsDigest(string text) => text.Length == DigestLength && text.All(char.IsAsciiHexDigitLower);
}
