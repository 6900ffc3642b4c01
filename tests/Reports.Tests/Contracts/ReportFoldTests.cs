using Homing.Reports.Contracts;

namespace Homing.Reports.Tests.Contracts;

public sealed class ReportFoldTests
{
    private const int Runs = 1_000;

    [Fact]
    public void Report_never_goes_backward_within_a_version_of_its_order() => FactSequences.ForAny(Runs, seed =>
    {
        var random = new Random(seed);
        var events = FactSequences.Make(random, new Story()).ToArray();
        if (random.Next(2) == 0)
        {
            random.Shuffle(events.AsSpan(1));
        }

        var report = Report.Begin(events[0])!;
        foreach (var next in events.Skip(1))
        {
            var (after, verdict) = report.Apply(next);
            if (verdict == Verdict.Applied)
            {
                AssertForward(report, after, next);
            }
            else
            {
                Assert.Same(report, after);
            }

            report = after;
        }
    });

    [Fact]
    public void What_happened_may_come_again_at_any_later_place() => FactSequences.ForAny(Runs, seed =>
    {
        var random = new Random(seed);
        var events = FactSequences.Make(random, new Story());
        var log = new List<ReportEvent>();
        var happened = new List<ReportEvent>();
        Report? report = null;
        foreach (var next in events)
        {
            log.Add(next);
            var verdict = Verdict.Applied;
            (report, verdict) = report is null ? (Report.Begin(next)!, verdict) : report.Apply(next);
            if (verdict == Verdict.Applied)
            {
                happened.Add(next);
            }
            else if (random.Next(3) == 0)
            {
                // What did not happen may come again at once; later it would be judged as it stands then.
                log.Add(next);
            }

            while (random.Next(3) == 0)
            {
                log.Add(happened[random.Next(happened.Count)]);
            }
        }

        Assert.Equal(Story.Picture(report!), Story.Picture(FactSequences.Fold(log)));
    });

    [Fact]
    public void Same_log_is_the_same_report_for_everybody() => FactSequences.ForAny(Runs, seed =>
    {
        var events = FactSequences.Make(new Random(seed), new Story());

        var read = events.Select(written =>
            ReportEvent.TryRead(written.ToEntry().Value!.Value, out var one, out var reason)
                ? one : throw new InvalidDataException(reason));

        Assert.Equal(Story.Picture(FactSequences.Fold(events)), Story.Picture(FactSequences.Fold(read)));
    });

    [Fact]
    public void Of_what_rules_each_other_out_one_happens() => FactSequences.ForAny(Runs, seed =>
    {
        var random = new Random(seed);
        var events = FactSequences.Make(random, new Story()).ToArray();
        random.Shuffle(events.AsSpan(1));
        var happened = new List<(int Version, ReportFact Fact)>();
        var report = Report.Begin(events[0])!;
        foreach (var next in events.Skip(1))
        {
            var version = report.OrderVersion;
            (report, var verdict) = report.Apply(next);
            if (verdict == Verdict.Applied)
            {
                happened.Add((version, next.Fact));
            }
        }

        var byVersion = happened.ToLookup(one => one.Version, one => one.Fact);
        Assert.All(byVersion, facts => Assert.InRange(facts.Count(fact => fact is ReportApproved or ReportRejected), 0, 1));
        var facts = happened.ConvertAll(one => one.Fact);
        Assert.InRange(facts.Count(fact => fact is ReportCancelled or ReportIsHere), 0, 1);
        Assert.InRange(facts.Count(fact => fact is ReportCancelled or ReportFailed or ReportRejected or ReportExpired), 0, 1);
        Assert.InRange(facts.OfType<ReportPopupSent>().Count(), 0, 1);
        Assert.InRange(facts.OfType<ReportDelivered>().Count(), 0, 1);
        Assert.InRange(facts.OfType<ReportCleaned>().Count(), 0, 1);
        Assert.Equal(
            Enumerable.Range(1, report.Mail.Attempt), facts.OfType<ReportMailStarted>().Select(started => started.Attempt));
        Assert.Equal(
            facts.OfType<ReportMailSent>().Select(sent => sent.Attempt).Distinct().Count(), facts.OfType<ReportMailSent>().Count());
    });

    private static void AssertForward(Report before, Report after, ReportEvent next)
    {
        var isEdit = next.Fact is ReportEdited;
        Assert.Equal(before.OrderVersion + (isEdit ? 1 : 0), after.OrderVersion);
        Assert.Equal(before.Changes + 1, after.Changes);
        Assert.True(isEdit || after.State >= before.State, $"{next.Type}: {before.State} to {after.State}");
        Assert.True(!before.State.IsFinal() || after.State == before.State, $"{next.Type}: {before.State} was final");
        Assert.True(isEdit || after.Progress >= before.Progress, $"{next.Type}: {before.Progress} % to {after.Progress} %");
        Assert.InRange(after.Mail.Attempt, before.Mail.Attempt, before.Mail.Attempt + 1);
        Assert.True(after.PopupSent || !before.PopupSent);
        Assert.True(after.IsCleaned || !before.IsCleaned);
        Assert.True(after.Timeline.Count >= before.Timeline.Count);
        Assert.Equal(before.RequestedAt, after.RequestedAt);
    }
}
