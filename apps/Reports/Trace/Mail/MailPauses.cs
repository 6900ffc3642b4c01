using Homing.Reports.Contracts;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Trace.Mail;

/// <summary>When a mail that was not taken is tried again.</summary>
internal sealed class MailPauses(IOptions<MailOptions> options)
{
    /// <summary>The word of a report's history for an attempt.</summary>
    private const string Attempt = "mail";

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>
    /// When the mail is tried again after an attempt that has failed now; null where it is not, because it was tried for long
    /// enough or there will be no document by then. The pauses double.
    /// </summary>
    public DateTimeOffset? NextAfter(Report report, DateTimeOffset now)
    {
        var pause = Shortest * Math.Pow(2, Math.Min(report.Mail.Attempt - 1, 10));

        // Spread, so that what a server did not take at once does not come back at once.
        var at = now + ((pause < Longest ? pause : Longest) * (0.8 + (0.4 * Random.Shared.NextDouble())));
        var first = report.Timeline.FirstOrDefault(entry => entry.Step == Attempt)?.At ?? now;
        return at <= first + options.Value.RetryFor && at < report.ExpiresAt ? at : null;
    }
}
