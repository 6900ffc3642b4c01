using System.Diagnostics;
using System.Text;
using Homing.Log;
using Homing.Reports.Contracts;
using Homing.Reports.Tests.Contracts;
using Homing.Reports.Workflow;
using Homing.Testing;

namespace Homing.Reports.Tests.Workflow;

public sealed class ReportLedgerTests : IAsyncDisposable
{
    private const string Source = "test";
    private const string TraceParent = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
    private readonly FakeTimeProvider _time = new(Story.Start);
    private readonly InMemoryLog _log;

    public ReportLedgerTests() => _log = new InMemoryLog(_time);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task Append_answers_what_the_event_meant()
    {
        await using var life = await StartAsync();
        var id = Guid.NewGuid();

        var begun = await BeginAsync(life, id);
        var again = await BeginAsync(life, id);
        var other = await life.Ledger.BeginAsync(id, Source, Story.Request with { Fingerprint = "g" }, TraceParent, Cancelled);
        var approved = await life.Ledger.AppendAsync(begun.Report!, Source, new ReportApproved(1, "policy"), Cancelled);
        var rejected = await life.Ledger.AppendAsync(begun.Report!, Source, new ReportRejected(1, "policy"), Cancelled);

        Assert.Equal(
            [Verdict.Applied, Verdict.Repeated, Verdict.TooLate, Verdict.Applied, Verdict.TooLate],
            new[] { begun, again, other, approved, rejected }.Select(judged => judged.Verdict));
        Assert.Same(life.Ledger.Find(id), rejected.Report);
        Assert.Equal(ReportState.Approved, approved.Report!.State);
    }

    [Fact]
    public async Task Open_reports_are_counted_where_they_stand_until_they_are_cleaned_up()
    {
        await using var life = await StartAsync();
        var approved = (await BeginAsync(life, Guid.NewGuid())).Report!;
        await life.Ledger.AppendAsync(approved, Source, new ReportApproved(1, "policy"), Cancelled);
        _time.Advance(TimeSpan.FromMinutes(10));
        var second = (await BeginAsync(life, Guid.NewGuid())).Report!;
        await life.Ledger.AppendAsync(second, Source, new ReportApproved(1, "policy"), Cancelled);
        var over = (await BeginAsync(life, Guid.NewGuid())).Report!;
        await life.Ledger.AppendAsync(over, Source, new ReportRejected(1, "policy"), Cancelled);
        _time.Advance(TimeSpan.FromMinutes(5));

        var before = life.Ledger.CountOpen();
        await life.Ledger.AppendAsync(over, Source, new ReportCleaned(), Cancelled);
        var after = life.Ledger.CountOpen();

        Assert.Equal((2, TimeSpan.FromMinutes(15)), before.States[ReportState.Approved]);
        Assert.Equal((1, TimeSpan.FromMinutes(5)), before.States[ReportState.Rejected]);
        Assert.Equal((0, TimeSpan.Zero), before.States[ReportState.Ready]);
        Assert.Equal(3, before.Mails[MailState.None]);
        Assert.Equal((0, TimeSpan.Zero), after.States[ReportState.Rejected]);
        Assert.Equal(2, after.Mails[MailState.None]);
    }

    [Fact]
    public async Task Event_of_a_report_that_is_not_there_is_unknown()
    {
        await using var life = await StartAsync();

        var judged = await life.Ledger.AppendAsync(new Story(Guid.NewGuid()).Tell(), Source, new ReportCancelled("analyst"), Cancelled);

        Assert.Equal((Verdict.Unknown, null), (judged.Verdict, judged.Report));
        Assert.Equal(0, life.Ledger.Count);
    }

    [Fact]
    public async Task Same_event_said_twice_at_once_is_answered_twice_and_happens_once()
    {
        await using var life = await StartAsync();
        var report = (await BeginAsync(life, Guid.NewGuid())).Report!;

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            life.Ledger.AppendAsync(report, Source, new ReportApproved(1, "policy"), Cancelled, "webhook-1")));
        var later = await life.Ledger.AppendAsync(report, Source, new ReportApproved(1, "policy"), Cancelled, "webhook-1");

        Assert.Contains(both, judged => judged.Verdict == Verdict.Applied);
        Assert.All(both, judged => Assert.Equal(ReportState.Approved, judged.Report!.State));
        Assert.Equal(Verdict.Repeated, later.Verdict);
        Assert.Equal(2, life.Ledger.Find(report.Id)!.Changes);
    }

    [Fact]
    public async Task Who_gives_up_takes_the_answer_from_nobody_who_says_the_same()
    {
        await using var life = await StartAsync();
        var report = (await BeginAsync(life, Guid.NewGuid())).Report!;
        var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var appends = 0;
        _log.BeforeAppend = _ => Interlocked.Increment(ref appends) == 1 ? new TaskCompletionSource().Task : room.Task;
        using var stop = new CancellationTokenSource();
        var first = life.Ledger.AppendAsync(report, Source, new ReportApproved(1, "policy"), stop.Token, "webhook-1");
        var second = life.Ledger.AppendAsync(report, Source, new ReportApproved(1, "policy"), Cancelled, "webhook-1");

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        room.SetResult();

        Assert.Equal(Verdict.Applied, (await second.WaitAsync(TimeSpan.FromMinutes(1), Cancelled)).Verdict);
    }

    [Fact]
    public async Task Replicas_over_one_log_agree_whoever_says_what()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        var ids = Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()).ToArray();
        var random = new Random(11);

        await Parallel.ForEachAsync(ids.SelectMany(id => new[] { (id, one), (id, two) }), Cancelled, async (asked, _) =>
        {
            var report = (await BeginAsync(asked.Item2, asked.id)).Report!;
            ReportFact[] facts =
            [
                new ReportApproved(1, "approver"), new ReportRejected(1, "policy"), new ReportCancelled("analyst"),
                new ReportEdited("analyst", Story.Order with { Title = "Other" }, 1), new ReportSubmitted(Story.Start),
                new ReportReady(Story.Document), new ReportIsHere(Story.Document, Story.Start),
            ];
            lock (random)
            {
                random.Shuffle(facts);
            }

            foreach (var fact in facts)
            {
                await asked.Item2.Ledger.AppendAsync(report, Source, fact, Cancelled);
            }
        });
        await one.Ledger.CatchUpAsync(Cancelled);
        await two.Ledger.CatchUpAsync(Cancelled);

        Assert.Equal(20, one.Ledger.Count);
        Assert.All(ids, id => Assert.Equal(Story.Picture(one.Ledger.Find(id)!), Story.Picture(two.Ledger.Find(id)!)));
    }

    [Fact]
    public async Task Verdict_of_a_decision_is_the_same_for_both_who_decide()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        var report = (await BeginAsync(one, Guid.NewGuid())).Report!;

        var decisions = await Task.WhenAll(
            one.Ledger.AppendAsync(report, Source, new ReportApproved(1, "approver"), Cancelled),
            two.Ledger.AppendAsync(report, Source, new ReportRejected(1, "policy"), Cancelled));

        Assert.Equivalent(new[] { Verdict.Applied, Verdict.TooLate }, decisions.Select(judged => judged.Verdict));
    }

    [Fact]
    public async Task Start_reads_what_was_there()
    {
        await using (var before = await StartAsync())
        {
            var report = (await BeginAsync(before, Guid.NewGuid())).Report!;
            await before.Ledger.AppendAsync(report, Source, new ReportApproved(1, "policy"), Cancelled);
        }

        await using var life = await StartAsync();

        Assert.Equal(ReportState.Approved, Assert.Single(life.Ledger.All).State);
    }

    [Fact]
    public async Task Who_waits_for_a_change_is_told()
    {
        await using var life = await StartAsync();
        var report = (await BeginAsync(life, Guid.NewGuid())).Report!;

        var changed = life.Ledger.ChangedAsync(report, Cancelled);
        Assert.False(changed.IsCompleted);
        await life.Ledger.AppendAsync(report, Source, new ReportApproved(1, "policy"), Cancelled);

        await changed.WaitAsync(TimeSpan.FromMinutes(1), Cancelled);
        Assert.True(life.Ledger.ChangedAsync(report, Cancelled).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_happens_is_told_in_order_and_what_does_not_is_not()
    {
        await using var life = await StartAsync();
        var told = new List<(string Type, int Changes)>();
        life.Ledger.Happened += (happened, report) => told.Add((happened.Type, report.Changes));

        var report = (await BeginAsync(life, Guid.NewGuid())).Report!;
        await life.Ledger.AppendAsync(report, Source, new ReportApproved(1, "policy"), Cancelled);
        await life.Ledger.AppendAsync(report, Source, new ReportApproved(1, "policy"), Cancelled);
        await life.Ledger.AppendAsync(report, Source, new ReportCancelled("analyst"), Cancelled);

        Assert.Equal([("ReportRequestedEvent", 1), ("ReportApprovedEvent", 2), ("ReportCancelledEvent", 3)], told);
    }

    [Fact]
    public async Task Report_is_forgotten_when_the_log_forgets_it_and_who_waits_for_it_is_told()
    {
        await using var life = await StartAsync(options => options.EventsKept = TimeSpan.FromDays(7));
        var old = (await BeginAsync(life, Guid.NewGuid())).Report!;
        var changed = life.Ledger.ChangedAsync(old, Cancelled);
        _time.Advance(TimeSpan.FromDays(7));
        var young = (await BeginAsync(life, Guid.NewGuid())).Report!;
        Assert.Equal(2, life.Ledger.Count);

        _time.Advance(TimeSpan.FromSeconds(1));
        await BeginAsync(life, Guid.NewGuid());

        await changed.WaitAsync(TimeSpan.FromMinutes(1), Cancelled);
        Assert.Null(life.Ledger.Find(old.Id));
        Assert.Same(young, life.Ledger.Find(young.Id));
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public async Task Event_that_lies_about_its_time_harms_no_other_report(string time)
    {
        await using var life = await StartAsync();
        var report = (await BeginAsync(life, Guid.NewGuid())).Report!;
        var text = Encoding.UTF8.GetString(new Story(Guid.NewGuid()).Next(Story.Request).ToEntry().Value!.Value.Span)
            .Replace("2026-01-01T00:00:01.000Z", time, StringComparison.Ordinal);

        await _log.AppendAsync(ReportTopics.Events, new LogEntry(default, Encoding.UTF8.GetBytes(text)), Cancelled);
        await life.Ledger.CatchUpAsync(Cancelled);
        await BeginAsync(life, Guid.NewGuid());

        Assert.Same(report, life.Ledger.Find(report.Id));
        Assert.Equal(3, life.Ledger.Count);
    }

    [Theory]
    [InlineData("no event")]
    [InlineData("""{"specversion":"1.0","id":"\ud800"}""")]
    [InlineData(null)]
    public async Task Record_that_is_no_event_is_passed_over(string? value)
    {
        await using var life = await StartAsync();

        var position = await _log.AppendAsync(
            ReportTopics.Events,
            new LogEntry("k"u8.ToArray(), value is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(value)),
            Cancelled);
        await life.Ledger.ReachAsync(position, Cancelled);

        Assert.Equal(Verdict.Applied, (await BeginAsync(life, Guid.NewGuid())).Verdict);
    }

    [Fact]
    public async Task Position_that_is_waited_for_is_reached_when_its_record_was_taken()
    {
        await using var life = await StartAsync();

        var reached = life.Ledger.ReachAsync(new LogPosition(0, 0), Cancelled);
        Assert.False(reached.IsCompleted);
        LogPosition position;
        do
        {
            position = await _log.AppendAsync(ReportTopics.Events, new Story(Guid.NewGuid()).Next(Story.Request).ToEntry(), Cancelled);
        }
        while (position.Partition != 0);

        await reached.WaitAsync(TimeSpan.FromMinutes(1), Cancelled);
    }

    [Fact]
    public async Task Append_that_the_log_refuses_fails_and_the_next_one_does_not()
    {
        await using var life = await StartAsync();
        var id = Guid.NewGuid();
        _log.FailAppend = _ => new LogException(LogError.Full, "full");

        await Assert.ThrowsAsync<LogException>(() => BeginAsync(life, id));
        _log.FailAppend = null;

        Assert.Equal(Verdict.Applied, (await BeginAsync(life, id)).Verdict);
    }

    [Fact]
    public async Task Ledger_that_cannot_read_on_fails_whoever_appends_and_the_process()
    {
        var log = new UnreadableLog(_log);
        await using var life = await WorkflowLife.StartAsync(log, _time);
        log.Break();

        var failure = await Assert.ThrowsAsync<LogException>(() => BeginAsync(life, Guid.NewGuid()));

        Assert.Equal(LogError.Closed, failure.Error);
        await Assert.ThrowsAsync<LogException>(() => life.Ledger.ExecuteTask!.WaitAsync(TimeSpan.FromMinutes(1), Cancelled));
    }

    [Fact]
    public async Task Events_belong_to_the_trace_of_the_report()
    {
        await using var life = await StartAsync();
        var report = (await BeginAsync(life, Guid.NewGuid())).Report!;
        var traces = new List<string>();
        life.Ledger.Happened += (happened, _) => traces.Add(happened.TraceParent);

        using (var own = new Activity("own").SetIdFormat(ActivityIdFormat.W3C).SetParentId(TraceParent).Start())
        {
            await life.Ledger.AppendAsync(report, Source, new ReportApproved(1, "policy"), Cancelled);
            Assert.Equal([own.Id!], traces);
        }

        using (new Activity("foreign").SetIdFormat(ActivityIdFormat.W3C).Start())
        {
            await life.Ledger.AppendAsync(report, Source, new ReportCancelled("analyst"), Cancelled);
            Assert.Equal(TraceParent, traces[^1]);
        }
    }

    private Task<WorkflowLife> StartAsync(Action<ReportOptions>? configure = null) =>
        WorkflowLife.StartAsync(_log, _time, configure: configure);

    private static Task<Judged> BeginAsync(WorkflowLife life, Guid id) =>
        life.Ledger.BeginAsync(id, Source, Story.Request, TraceParent, Cancelled);

    /// <summary>A log whose readers fail for good from some moment on.</summary>
    private sealed class UnreadableLog(ILog log) : DelegatingLog(log)
    {
        private readonly CancellationTokenSource _broken = new();

        public void Break() => _broken.Cancel();

        public override ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null) =>
            new Reader(base.OpenReader(topic, start, partitions), _broken.Token);

        private sealed class Reader(ILogReader reader, CancellationToken broken) : ILogReader
        {
            public async ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default)
            {
                using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, broken);
                try
                {
                    return await reader.ReadAsync(both.Token);
                }
                catch (OperationCanceledException) when (broken.IsCancellationRequested)
                {
                    throw new LogException(LogError.Closed, "The disk is gone.");
                }
            }

            public ValueTask DisposeAsync() => reader.DisposeAsync();
        }
    }
}
