using Homing.Reports.Contracts;

namespace Homing.Reports.Workflow;

/// <summary>How many open reports stand where; every state is there.</summary>
/// <param name="States">By state: how many, and how long the one that changed least lately has not changed.</param>
/// <param name="Mails">How many mails stand where.</param>
internal sealed record OpenReports(
    IReadOnlyDictionary<ReportState, (int Count, TimeSpan Oldest)> States, IReadOnlyDictionary<MailState, int> Mails)
{
    /// <summary>Counts reports.</summary>
    /// <param name="open">The reports that something is still to be done for.</param>
    /// <param name="now">By when their ages are told.</param>
    public static OpenReports Count(IEnumerable<Report> open, DateTimeOffset now)
    {
        var states = Enum.GetValues<ReportState>().ToDictionary(state => state, _ => (Count: 0, Oldest: TimeSpan.Zero));
        var mails = Enum.GetValues<MailState>().ToDictionary(state => state, _ => 0);
        foreach (var report in open)
        {
            var (count, oldest) = states[report.State];
            var age = now - report.ChangedAt;
            states[report.State] = (count + 1, age > oldest ? age : oldest);
            mails[report.Mail.State]++;
        }

        return new OpenReports(states, mails);
    }
}
