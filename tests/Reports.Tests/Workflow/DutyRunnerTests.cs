using System.Collections.Concurrent;
using Homing.Log;
using Homing.Messages;
using Homing.Reports.Contracts;
using Homing.Reports.Tests.Contracts;
using Homing.Reports.Workflow;
using Homing.Testing;

namespace Homing.Reports.Tests.Workflow;

public sealed class DutyRunnerTests : IAsyncDisposable
{
    private const string Service = "maker";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new(Story.Start);
    private readonly InMemoryLog _log;

    public DutyRunnerTests() => _log = new InMemoryLog(_time);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task Position_is_done_only_when_the_duty_is()
    {
        var duty = Duty((report, _) => report.State.IsFinal() ? NextStep.Done : NextStep.WhenChanged);
        var watched = new WatchedLog(_log);
        await using var life = await StartAsync(duty, watched);
        var report = await BeginAsync(life);
        await duty.WaitAsync(steps => steps.Count == 1);

        Assert.Equal(1, Runner(life).Open);
        Assert.All(await StoredAsync(), Assert.Null);
        await SayAsync(life, report, new ReportCancelled("analyst"));

        Assert.True(await watched.IsDoneAsync(Service));
        Assert.Equal(0, Runner(life).Open);
    }

    [Fact]
    public async Task Report_that_waits_keeps_no_other_from_its_turn()
    {
        var duty = Duty((report, _) => report.State == ReportState.Requested ? NextStep.WhenChanged : NextStep.Done);
        await using var life = await StartAsync(duty);
        var waiting = await BeginAsync(life);
        var others = new List<Report>();
        for (var i = 0; i < 10; i++)
        {
            others.Add(await BeginAsync(life));
            await SayAsync(life, others[^1], new ReportApproved(1, "policy"));
        }

        await duty.WaitAsync(steps => others.TrueForAll(other =>
            steps.Any(step => step.Report == other.Id && step.State == ReportState.Approved)));
        await duty.WaitAsync(steps => steps.Any(step => step.Report == waiting.Id));
    }

    [Fact]
    public async Task After_a_crash_every_open_report_is_looked_at_again()
    {
        var first = Duty((report, _) => report.State.IsFinal() ? NextStep.Done : NextStep.WhenChanged);
        var open = new List<Guid>();
        await using (var life = await StartAsync(first))
        {
            for (var i = 0; i < 10; i++)
            {
                var report = await BeginAsync(life);
                if (i % 2 == 0)
                {
                    await SayAsync(life, report, new ReportCancelled("analyst"));
                }
                else
                {
                    open.Add(report.Id);
                }
            }

            await first.WaitAsync(steps => steps.Select(step => step.Report).Distinct().Count() == 10);
        }

        var second = Duty((_, _) => NextStep.Done);
        var watched = new WatchedLog(_log);
        await using var next = await StartAsync(second, watched);

        Assert.True(await watched.IsDoneAsync(Service));
        Assert.Empty(open.Except(second.Steps.Select(step => step.Report)));
    }

    [Fact]
    public async Task Done_before_something_happens_is_not_done_with_it()
    {
        // The report changes while the step that will say done is under way.
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var duty = new TestDuty<Maker>(Service, _time, async (report, cancellationToken) =>
        {
            if (report.State == ReportState.Requested)
            {
                await gate.Task.WaitAsync(cancellationToken);
            }

            return NextStep.Done;
        });
        await using var life = await StartAsync(duty);
        var report = await BeginAsync(life);
        await duty.WaitAsync(steps => steps.Count == 1);

        await SayAsync(life, report, new ReportApproved(1, "policy"));
        gate.SetResult();

        await duty.WaitAsync(steps => steps.Any(step => step.State == ReportState.Approved));
    }

    [Fact]
    public async Task Step_that_fails_is_tried_again_after_growing_pauses()
    {
        var duty = new TestDuty<Maker>(Service, _time, (_, _) => throw new InvalidOperationException("on purpose"));
        await using var life = await StartAsync(duty);
        await BeginAsync(life);

        for (var failures = 0; failures < 8; failures++)
        {
            await duty.WaitAsync(steps => steps.Count == failures + 1);
            await TimerAsync();
            _time.Advance(RetryPause.Least - TimeSpan.FromMilliseconds(1));
            Assert.Equal(1, _time.ActiveTimers);
            _time.Advance(TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, failures)) + 0.01));
        }

        await duty.WaitAsync(steps => steps.Count == 9);
        Assert.Equal(1, Runner(life).Open);
        Assert.All(await StoredAsync(), Assert.Null);
    }

    [Fact]
    public async Task Step_that_succeeds_begins_the_pauses_anew()
    {
        var steps = 0;
        var duty = new TestDuty<Maker>(Service, _time, (_, _) => Interlocked.Increment(ref steps) % 2 == 1
            ? throw new InvalidOperationException("on purpose")
            : ValueTask.FromResult(NextStep.When(_time.GetUtcNow().AddSeconds(1))));
        await using var life = await StartAsync(duty);
        await BeginAsync(life);

        for (var i = 1; i < 20; i++)
        {
            await duty.WaitAsync(taken => taken.Count == i);
            await TimerAsync();
            _time.Advance(TimeSpan.FromSeconds(1.11));
        }

        await duty.WaitAsync(taken => taken.Count == 20);
    }

    [Fact]
    public async Task Step_is_taken_when_its_time_has_come()
    {
        var due = Story.Start.AddHours(1).AddTicks(1);
        var duty = Duty((_, time) => time.GetUtcNow() >= due ? NextStep.Done : NextStep.When(due));
        var watched = new WatchedLog(_log);
        await using var life = await StartAsync(duty, watched);
        await BeginAsync(life);
        await duty.WaitAsync(steps => steps.Count == 1);
        await TimerAsync();

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Single(duty.Steps);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(await watched.IsDoneAsync(Service));
        Assert.Equal(2, duty.Steps.Count);
    }

    [Fact]
    public async Task Wait_may_be_longer_than_timers_run()
    {
        var due = Story.Start.AddDays(100);
        var duty = Duty((_, time) => time.GetUtcNow() >= due ? NextStep.Done : NextStep.When(due));
        var watched = new WatchedLog(_log);
        await using var life = await StartAsync(duty, watched, options => options.EventsKept = TimeSpan.FromDays(365));
        await BeginAsync(life);

        for (var day = 1; day <= 100; day++)
        {
            await duty.WaitAsync(steps => steps.Count == day);
            await TimerAsync();
            _time.Advance(TimeSpan.FromDays(1));
        }

        Assert.True(await watched.IsDoneAsync(Service));
    }

    [Fact]
    public async Task Report_that_is_forgotten_is_done_with()
    {
        var duty = Duty((_, _) => NextStep.WhenChanged);
        await using var life = await StartAsync(duty, configure: options => options.EventsKept = TimeSpan.FromDays(7));
        var old = await BeginAsync(life);
        await duty.WaitAsync(steps => steps.Count == 1);

        _time.Advance(TimeSpan.FromDays(8));
        var young = await BeginAsync(life);
        await duty.WaitAsync(steps => steps.Any(step => step.Report == young.Id));

        Assert.Null(life.Ledger.Find(old.Id));
        while (Runner(life).Open > 1)
        {
            await Task.Yield();
            Cancelled.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task No_more_steps_are_taken_at_once_than_is_set()
    {
        const int Most = 3;
        var (now, peak) = (0, 0);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var duty = new TestDuty<Maker>(Service, _time, async (_, cancellationToken) =>
        {
            var count = Interlocked.Increment(ref now);
            peak = Math.Max(peak, count);
            if (count == Most)
            {
                gate.TrySetResult();
            }

            await gate.Task.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref now);
            return NextStep.Done;
        });
        var watched = new WatchedLog(_log);
        await using var life = await StartAsync(duty, watched, options => options.MaxConcurrency = Most);
        for (var i = 0; i < 20; i++)
        {
            await BeginAsync(life);
        }

        Assert.True(await watched.IsDoneAsync(Service));
        Assert.Equal(Most, peak);
        Assert.Equal(20, duty.Steps.Count);
    }

    [Fact]
    public async Task Stop_ends_a_step_and_the_next_start_takes_it_again()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var endless = new TestDuty<Maker>(Service, _time, async (_, cancellationToken) =>
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
                return NextStep.Done;
            }
            finally
            {
                ended.TrySetResult();
            }
        });
        await using (var life = await StartAsync(endless))
        {
            await BeginAsync(life);
            await endless.WaitAsync(steps => steps.Count == 1);
            await life.StopAsync();
        }

        await ended.Task.WaitAsync(Patience, Cancelled);
        Assert.All(await StoredAsync(), Assert.Null);
        var duty = Duty((_, _) => NextStep.Done);
        var watched = new WatchedLog(_log);
        await using var next = await StartAsync(duty, watched);

        Assert.True(await watched.IsDoneAsync(Service));
        Assert.Single(duty.Steps);
    }

    [Fact]
    public async Task Poison_is_set_aside_once_keeps_nobody_and_can_be_put_back()
    {
        var maker = new TestDuty<Maker>("maker", _time, (_, _) => ValueTask.FromResult(NextStep.Done), setsAside: true);
        var teller = new TestDuty<Teller>("teller", _time, (_, _) => ValueTask.FromResult(NextStep.Done));
        var watched = new WatchedLog(_log);
        await using (var life = await WorkflowLife.StartAsync(watched, _time, services => services.AddDuty(maker).AddDuty(teller)))
        {
            await _log.AppendAsync(ReportTopics.Events, new LogEntry("k"u8.ToArray(), "no event"u8.ToArray()), Cancelled);
            await _log.AppendAsync(ReportTopics.Events, new LogEntry("k"u8.ToArray(), null), Cancelled);
            await BeginAsync(life);
            Assert.True(await watched.IsDoneAsync("maker", "teller"));

            var dead = Assert.Single(await life.Get<DeadLetterStore>().ListAsync(Cancelled));
            Assert.Equal((ReportTopics.Events, 2, 0), (dead.Topic, dead.Waiting, dead.Replayed));
        }

        await using var next = await WorkflowLife.StartAsync(watched, _time, services => services.AddDuty(maker).AddDuty(teller));
        var store = next.Get<DeadLetterStore>();
        Assert.Equal(2, Assert.Single(await store.ListAsync(Cancelled)).Waiting);
        var letters = await store.ShowAsync(ReportTopics.Events, 10, Cancelled);
        Assert.All(letters!, letter => Assert.NotEmpty(letter.Reason));

        var replays = await store.ReplayAsync(ReportTopics.Events, null, again: false, Cancelled);
        Assert.All(replays!, replay => Assert.Equal(DeadReplayOutcome.Replayed, replay.Outcome));
        Assert.True(await watched.IsDoneAsync("maker", "teller"));

        // Still poison: set aside from its new place.
        var after = Assert.Single(await store.ListAsync(Cancelled));
        Assert.Equal((2, 2), (after.Waiting, after.Replayed));
    }

    [Fact]
    public async Task Partition_that_goes_to_another_process_takes_its_reports_along()
    {
        var former = Duty((report, _) => report.State == ReportState.Requested ? NextStep.WhenChanged : NextStep.Done);
        var watched = new WatchedLog(_log);
        await using var one = await StartAsync(former, watched);
        var partitions = new ConcurrentDictionary<Guid, int>();
        for (var i = 0; i < 20; i++)
        {
            var story = new Story(Guid.NewGuid());
            partitions[story.Id] = (await _log.AppendAsync(ReportTopics.Events, story.Next(Story.Request).ToEntry(), Cancelled)).Partition;
        }

        await former.WaitAsync(steps => steps.Select(step => step.Report).Distinct().Count() == 20);
        var latter = Duty((report, _) => report.State == ReportState.Requested ? NextStep.WhenChanged : NextStep.Done);
        await using var two = await StartAsync(latter, watched);
        var moved = partitions.Where(entry => entry.Value == 1).Select(entry => entry.Key).ToArray();
        Assert.NotEmpty(moved);
        await latter.WaitAsync(steps => moved.All(id => steps.Any(step => step.Report == id)));

        foreach (var id in partitions.Keys)
        {
            await SayAsync(one, one.Ledger.Find(id)!, new ReportApproved(1, "policy"));
        }

        Assert.True(await watched.IsDoneAsync(Service));
        var late = former.Steps.Where(step => step.State == ReportState.Approved).Select(step => step.Report).Distinct();
        Assert.Equivalent(partitions.Keys.Except(moved), late, strict: true);
        Assert.Equivalent(
            moved, latter.Steps.Where(step => step.State == ReportState.Approved).Select(step => step.Report).Distinct(), strict: true);
    }

    [Fact]
    public async Task Partition_that_comes_back_is_gone_on_with()
    {
        var duty = Duty((report, _) => report.State.IsFinal() ? NextStep.Done : NextStep.WhenChanged);
        var watched = new WatchedLog(_log);
        await using var life = await StartAsync(duty, watched);
        var reports = new List<Report>();
        for (var i = 0; i < 10; i++)
        {
            reports.Add(await BeginAsync(life));
        }

        await duty.WaitAsync(steps => steps.Count == 10);
        _log.Rebalance(ReportTopics.Events, Service);
        foreach (var report in reports)
        {
            await SayAsync(life, report, new ReportCancelled("analyst"));
        }

        Assert.True(await watched.IsDoneAsync(Service));
    }

    private static DutyRunner<TestDuty<Maker>> Runner(WorkflowLife life) => life.Get<DutyRunner<TestDuty<Maker>>>();

    private static async Task<Report> BeginAsync(WorkflowLife life) => (await life.Ledger.BeginAsync(
        Guid.NewGuid(), "test", Story.Request, "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01", Cancelled)).Report!;

    private static async Task SayAsync(WorkflowLife life, Report report, ReportFact fact) =>
        Assert.Equal(Verdict.Applied, (await life.Ledger.AppendAsync(report, "test", fact, Cancelled)).Verdict);

    private TestDuty<Maker> Duty(Func<Report, TimeProvider, NextStep> step) =>
        new(Service, _time, (report, _) => ValueTask.FromResult(step(report, _time)));

    private Task<WorkflowLife> StartAsync(TestDuty<Maker> duty, ILog? log = null, Action<ReportOptions>? configure = null) =>
        WorkflowLife.StartAsync(log ?? _log, _time, services => services.AddDuty(duty), configure);

    private async Task<IReadOnlyList<long?>> StoredAsync() =>
    [
        await _log.GetStoredPositionAsync(ReportTopics.Events, Service, 0, Cancelled),
        await _log.GetStoredPositionAsync(ReportTopics.Events, Service, 1, Cancelled),
    ];

    // The clock must not be turned before somebody waits for it.
    private async Task TimerAsync()
    {
        while (_time.ActiveTimers == 0)
        {
            await Task.Yield();
            Cancelled.ThrowIfCancellationRequested();
        }
    }
}
