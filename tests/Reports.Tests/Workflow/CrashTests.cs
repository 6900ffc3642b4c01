using System.Collections.Concurrent;
using Homing.Reports.Contracts;
using Homing.Reports.Tests.Contracts;
using Homing.Reports.Workflow;
using Homing.Testing;

namespace Homing.Reports.Tests.Workflow;

/// <summary>
/// Two services take a report its whole way; the process dies before and after every append there is, also twice, and is
/// started again until nothing is open.
/// </summary>
public sealed class CrashTests
{
    private const int Appends = 7;

    public static TheoryData<int, bool> Deaths =>
        new(from append in Enumerable.Range(1, Appends) from takesIt in new[] { false, true } select (append, takesIt));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whole_way_without_a_crash_is_so_many_appends()
    {
        await using var way = new Way();

        await way.LiveAsync(int.MaxValue, takesIt: false);

        Assert.Equal(Appends, way.Report!.Changes - 1);
        way.AssertDelivered();
        Assert.Equal(MailState.Sent, way.Report.Mail.State);
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task Process_that_dies_at_an_append_leaves_nothing_behind(int append, bool takesIt)
    {
        await using var way = new Way();

        var isDone = await way.LiveAsync(append, takesIt);
        Assert.False(isDone);
        await way.LiveUntilDoneAsync();

        way.AssertDelivered();
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task Process_that_dies_twice_leaves_nothing_behind(int append, bool takesIt)
    {
        for (var again = 1; again <= Appends; again++)
        {
            foreach (var takesThat in new[] { false, true })
            {
                await using var way = new Way();
                await way.LiveAsync(append, takesIt);
                await way.LiveAsync(again, takesThat);
                await way.LiveUntilDoneAsync();
                way.AssertDelivered();
            }
        }
    }

    /// <summary>A report's way, and what it does to the world besides the log.</summary>
    private sealed class Way : IAsyncDisposable
    {
        private readonly FakeTimeProvider _time = new(Story.Start);
        private readonly InMemoryLog _log;
        private readonly ConcurrentDictionary<Guid, int> _orders = new();
        private int _mails;

        public Way() => _log = new InMemoryLog(_time);

        public Report? Report { get; private set; }

        public ValueTask DisposeAsync() => _log.DisposeAsync();

        /// <summary>One life of the process; true where it ended with nothing to do, false where it died.</summary>
        public async Task<bool> LiveAsync(int diesAtAppend, bool takesIt)
        {
            var claim = Guid.NewGuid().ToString("N");
            var started = new TaskCompletionSource<ReportLedger>(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var log = new WatchedLog(_log, diesAtAppend, takesIt);
            await using var life = await WorkflowLife.StartAsync(log, _time, services => services
                .AddDuty(new TestDuty<Maker>("maker", _time, async (report, cancellationToken) =>
                    await MakeAsync(report, await started.Task, cancellationToken)))
                .AddDuty(new TestDuty<Teller>("teller", _time, async (report, cancellationToken) =>
                    await TellAsync(report, await started.Task, claim, cancellationToken))));
            if (Report is null)
            {
                // Somebody else's append: only those of the services are crashed at.
                var requested = new Story().Next(Story.Request);
                await _log.AppendAsync(ReportTopics.Events, requested.ToEntry(), Cancelled);
                Report = Report.Begin(requested)!;
            }

            started.SetResult(life.Ledger);
            var isDone = await log.IsDoneAsync("maker", "teller");
            Report = life.Ledger.Find(Report.Id) ?? Report;
            return isDone;
        }

        public async Task LiveUntilDoneAsync()
        {
            for (var lives = 0; !await LiveAsync(int.MaxValue, takesIt: false); lives++)
            {
                Assert.True(lives < 3, "Nothing dies any more, and still it does not end.");
            }
        }

        public void AssertDelivered()
        {
            var report = Report!;
            Assert.Equal(ReportState.Delivered, report.State);
            Assert.True(report.Mail.State is MailState.Sent or MailState.Uncertain, $"The mail is {report.Mail}");
            Assert.InRange(_mails, report.Mail.State == MailState.Sent ? 1 : 0, 1);
            Assert.Single(_orders);
            Assert.Equal(
                ["requested", "approved", "preparing", "ready", "fetched", "mail", report.Mail.State == MailState.Sent ? "mail_sent" : "mail_uncertain", "delivered"],
                report.Timeline.Select(entry => entry.Step));
        }

        private async ValueTask<NextStep> MakeAsync(Report report, ReportLedger ledger, CancellationToken cancellationToken)
        {
            ReportFact? fact = report.State switch
            {
                ReportState.Requested => new ReportApproved(report.OrderVersion, "policy"),
                ReportState.Approved => new ReportSubmitted(Story.Start.AddHours(1)),
                ReportState.Preparing => new ReportReady(Story.Document),
                ReportState.Ready => new ReportIsHere(Story.Document, Story.Start.AddHours(1)),
                _ => null,
            };
            if (fact is null)
            {
                return NextStep.Done;
            }

            if (fact is ReportSubmitted)
            {
                // Idempotent, as the provider's is.
                _orders.AddOrUpdate(report.Id, 1, (_, times) => times + 1);
            }

            await ledger.AppendAsync(report, "maker", fact, cancellationToken);
            return NextStep.WhenChanged;
        }

        private async ValueTask<NextStep> TellAsync(
            Report report, ReportLedger ledger, string claim, CancellationToken cancellationToken)
        {
            if (report.State != ReportState.Fetched)
            {
                return report.State == ReportState.Delivered || report.State.IsFinal() ? NextStep.Done : NextStep.WhenChanged;
            }

            if (report.Mail.IsSettled)
            {
                await ledger.AppendAsync(report, "teller", new ReportDelivered(), cancellationToken);
            }
            else if (report.Mail.State == MailState.Sending)
            {
                // Another life began it, and nobody knows how far it came.
                await ledger.AppendAsync(
                    report, "teller", new ReportMailUncertain(report.Mail.Attempt, "the process died"), cancellationToken);
            }
            else
            {
                var attempt = report.Mail.Attempt + 1;
                var started = await ledger.AppendAsync(
                    report, "teller", new ReportMailStarted(attempt, claim, Story.Start), cancellationToken);
                if (started is { Verdict: Verdict.Applied, Report: { } sending })
                {
                    Interlocked.Increment(ref _mails);
                    await ledger.AppendAsync(sending, "teller", new ReportMailSent(attempt, "m"), cancellationToken);
                }
            }

            return NextStep.WhenChanged;
        }
    }
}
