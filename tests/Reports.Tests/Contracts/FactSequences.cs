using FsCheck;
using FsCheck.Fluent;
using Homing.Reports.Contracts;

namespace Homing.Reports.Tests.Contracts;

/// <summary>Sequences of events as nobody planned them, made from a seed.</summary>
internal static class FactSequences
{
    /// <summary>Checks a property for that many seeds. A failure prints the seed to run again with.</summary>
    public static void ForAny(int runs, Action<int> property) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(runs).WithStartSize(1_000_000).WithEndSize(2_000_000_000),
            Prop.ForAll(ArbMap.Default.ArbFor<int>(), property));

    /// <summary>A request and then anything, in any order, some of it as if it came from an older time.</summary>
    public static IReadOnlyList<ReportEvent> Make(Random random, Story story)
    {
        var events = new List<ReportEvent> { story.Next(Story.Request) };
        var report = Report.Begin(events[0])!;
        var length = random.Next(5, 60);
        while (events.Count < length)
        {
            // Mostly what leads on, or all would end in the first states.
            var fact = random.Next(4) > 0 ? Onwards(report, random) : Any(report, random);
            events.Add(story.Next(fact));
            report = report.Apply(events[^1]).After;
        }

        return events;
    }

    /// <summary>The report after the events.</summary>
    public static Report Fold(IEnumerable<ReportEvent> events)
    {
        Report? report = null;
        foreach (var happened in events)
        {
            report = report is null ? Report.Begin(happened) : report.Apply(happened).After;
        }

        return report!;
    }

    private static ReportFact Onwards(Report report, Random random) => report.State switch
    {
        ReportState.Requested => random.Next(2) == 0
            ? new ReportApproved(report.OrderVersion, "policy")
            : new ReportApprovalRequested(report.OrderVersion, "approver", Story.Start),
        ReportState.AwaitingApproval => new ReportApproved(report.OrderVersion, "approver"),
        ReportState.Approved when !report.IsAtProvider => new ReportSubmissionStarted(report.OrderVersion, Story.Start),
        ReportState.Approved => new ReportSubmitted(Story.Start),
        ReportState.Preparing => random.Next(3) == 0
            ? new ReportReady(Story.Document)
            : new ReportProgressed(Math.Min(100, report.Progress + random.Next(20)), "works"),
        ReportState.Ready => new ReportIsHere(Story.Document, Story.Start),
        ReportState.Fetched when random.Next(4) > 0 => Mail(report, random),
        ReportState.Fetched => new ReportDelivered(),
        ReportState.Delivered when random.Next(3) > 0 => Mail(report, random),
        ReportState.Delivered => new ReportExpired(),
        _ => new ReportCleaned(),
    };

    private static ReportFact Mail(Report report, Random random) => report.Mail.State switch
    {
        MailState.Sending => random.Next(3) switch
        {
            0 => new ReportMailSent(report.Mail.Attempt, "m"),
            1 => new ReportMailFailed(report.Mail.Attempt, "busy", random.Next(2) == 0 ? Story.Start : null),
            _ => new ReportMailUncertain(report.Mail.Attempt, "silent"),
        },
        MailState.Failed or MailState.Uncertain => new ReportMailWanted(report.Mail.Attempt, "analyst"),
        _ => new ReportMailStarted(report.Mail.Attempt + 1, "c", Story.Start),
    };

    private static ReportFact Any(Report report, Random random)
    {
        var fact = Story.OneOfEach[random.Next(Story.OneOfEach.Count)];
        var version = random.Next(1, report.OrderVersion + 2);
        var attempt = random.Next(0, report.Mail.Attempt + 2);
        return fact switch
        {
            ReportEdited edited => edited with { OrderVersion = version },
            ReportApprovalRequested asked => asked with { OrderVersion = version },
            ReportApproved approved => approved with { OrderVersion = version },
            ReportRejected rejected => rejected with { OrderVersion = version },
            ReportSubmissionStarted started => started with { OrderVersion = version },
            ReportProgressed progressed => progressed with { Percent = random.Next(-10, 120) },
            ReportMailStarted started => started with { Attempt = attempt },
            ReportMailSent sent => sent with { Attempt = attempt },
            ReportMailFailed failed => failed with { Attempt = attempt },
            ReportMailUncertain uncertain => uncertain with { Attempt = attempt },
            ReportMailWanted wanted => wanted with { Attempt = attempt },
            _ => fact,
        };
    }
}
