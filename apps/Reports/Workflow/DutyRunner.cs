using Homing.Log;
using Homing.Messages;
using Homing.Reports.Contracts;
using Homing.Tracing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Workflow;

/// <summary>
/// Takes a duty's steps for every report of the partitions that this process reads in the service's group. A position is
/// done only when the service is done with the report, so whoever reads after a crash finds every report that it has to
/// go on with.
/// </summary>
/// <remarks>
/// Two processes may take steps for one report for a moment, where a partition changes hands: a step that was begun is
/// ended, and none is begun after it. The fold decides what happened, and steps bear being done twice.
/// </remarks>
internal sealed partial class DutyRunner<TDuty> : BackgroundService
    where TDuty : IReportDuty
{
    // Timers do not run for as long as one likes; looking once more is harmless.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly TDuty _duty;
    private readonly ILog _log;
    private readonly ReportLedger _ledger;
    private readonly DeadLetters _deadLetters;
    private readonly GroupLags _lags;
    private readonly TimeProvider _time;
    private readonly ILogger<DutyRunner<TDuty>> _logger;
    private readonly SemaphoreSlim _turns;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Run> _runs = [];

    public DutyRunner(
        TDuty duty,
        ILog log,
        ReportLedger ledger,
        DeadLetters deadLetters,
        GroupLags lags,
        IOptions<ReportOptions> options,
        TimeProvider time,
        ILogger<DutyRunner<TDuty>> logger)
    {
        (_duty, _log, _ledger, _deadLetters, _lags, _time, _logger) = (duty, log, ledger, deadLetters, lags, time, logger);
        _turns = new SemaphoreSlim(options.Value.MaxConcurrency);
    }

    /// <summary>Reports that the service is not done with, as far as this process has read.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _runs.Count;
            }
        }
    }

    public override void Dispose()
    {
        _turns.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var reader = _log.OpenGroupReader(ReportTopics.Events, _duty.Service, StartAt.Beginning);
        using var tracked = _lags.Track(ReportTopics.Events, _duty.Service);
        using var running = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var shares = new GroupShares(reader);
        LogStarted(_duty.Service);
        try
        {
            while (await reader.ReadPatientlyAsync(_time, LogReadFailed, stoppingToken) is { } batch)
            {
                await TakeAsync(shares.Of(batch), batch, running.Token);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped in the middle of a batch.
        }
        finally
        {
            // Also where reading has failed for good: nobody works on for a process that is about to stop.
            await running.CancelAsync();
            await StopRunsAsync();
        }
    }

    private async ValueTask TakeAsync(GroupShare share, LogBatch batch, CancellationToken stoppingToken)
    {
        for (var index = 0; index < batch.Records.Length; index++)
        {
            var record = batch.Records.Span[index];
            var ticket = share.Tracker.Add(record.Offset);
            if (ReportEvent.TryRead(record.Value ?? default, out var happened, out var reason))
            {
                // The ledger reads the same topic by itself, and may be behind.
                await _ledger.ReachAsync(new LogPosition(batch.Partition, record.Offset), stoppingToken);
                Join(happened.ReportId, share, ticket, stoppingToken);
                continue;
            }

            if (_duty.SetsAside)
            {
                await _deadLetters.AppendAsync(ReportTopics.Events, batch.Partition, record, reason, stoppingToken);
            }

            share.Tracker.Complete(ticket);
        }
    }

    private void Join(Guid id, GroupShare share, long ticket, CancellationToken stoppingToken)
    {
        lock (_gate)
        {
            if (!_runs.TryGetValue(id, out var run))
            {
                _runs[id] = run = new Run();
                run.Task = Task.Run(() => RunAsync(id, run, stoppingToken), CancellationToken.None);
            }

            run.Tickets.Add((share, ticket));
        }
    }

    private async Task RunAsync(Guid id, Run run, CancellationToken stoppingToken)
    {
        try
        {
            for (var failures = 0; !TryLeave(id, run);)
            {
                // Of events about a report that is not there, or no longer, nothing follows.
                var next = NextStep.Done;
                var report = _ledger.Find(id);
                if (report is not null)
                {
                    (next, failures) = await StepAsync(report, failures, stoppingToken);
                }

                if (next.IsDone)
                {
                    if (TryEnd(id, run, report))
                    {
                        return;
                    }
                }
                else
                {
                    await WaitAsync(report!, next, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Not done: whoever reads the partition next goes on.
        }
    }

    private async ValueTask<(NextStep Next, int Failures)> StepAsync(Report report, int failures, CancellationToken stoppingToken)
    {
        await _turns.WaitAsync(stoppingToken);
        var activity = MessageTrace.StartProcess(
            ReportTopics.Events, report.Id.ToString("D"), TraceContext.Parse(report.TraceParent), _duty.Service);
        MessageTrace.Enter(activity);
        try
        {
            return (await _duty.StepAsync(report, stoppingToken), 0);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            // Whatever it is: a report must not be left behind.
            MessageTrace.Fail(activity, exception);
            var pause = RetryPause.After(failures, Random.Shared);
            LogStepFailed(exception, _duty.Service, report.Id, ReportStates.NameOf(report.State), pause.TotalSeconds);
            return (NextStep.When(_time.GetUtcNow() + pause), failures + 1);
        }
        finally
        {
            MessageTrace.End(activity);
            _turns.Release();
        }
    }

    private async Task WaitAsync(Report report, NextStep next, CancellationToken stoppingToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var changed = _ledger.ChangedAsync(report, waiting.Token);
        if (next.At is not { } until)
        {
            await changed;
            return;
        }

        var pause = PauseUntil(until);
        if (pause > TimeSpan.Zero)
        {
            var timer = Task.Delay(pause, _time, waiting.Token);
            await (next.Work is { } work ? Task.WhenAny(changed, timer, work) : Task.WhenAny(changed, timer));
        }

        await waiting.CancelAsync();
        stoppingToken.ThrowIfCancellationRequested();
    }

    // Timers count whole milliseconds; one that fires too early would be set anew for nothing.
    private TimeSpan PauseUntil(DateTimeOffset until)
    {
        var pause = TimeSpan.FromMilliseconds(Math.Ceiling((until - _time.GetUtcNow()).TotalMilliseconds));
        return pause < LongestWait ? pause : LongestWait;
    }

    // Another reads the partition now, and goes on with the report.
    private bool TryLeave(Guid id, Run run)
    {
        lock (_gate)
        {
            return !run.Tickets[^1].Share.IsHeld && _runs.Remove(id);
        }
    }

    private bool TryEnd(Guid id, Run run, Report? known)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_ledger.Find(id), known))
            {
                return false;
            }

            _runs.Remove(id);
        }

        foreach (var (share, ticket) in run.Tickets)
        {
            share.Tracker.Complete(ticket);
        }

        return true;
    }

    private async Task StopRunsAsync()
    {
        Task[] running;
        lock (_gate)
        {
            running = [.. _runs.Values.Select(run => run.Task)];
        }

        await Task.WhenAll(running);
    }

    [LoggerMessage(EventIds.DutyStarted, LogLevel.Information, "{Service} works on reports")]
    private partial void LogStarted(string service);

    [LoggerMessage(EventIds.DutyReadFailed, LogLevel.Warning, "Reading the events of the reports failed; trying again")]
    private partial void LogReadFailed(Exception exception);

    [LoggerMessage(EventIds.StepFailed, LogLevel.Warning,
        "{Service} could not go on with report {ReportId}, which is {State}; trying again in {Seconds} s")]
    private partial void LogStepFailed(Exception exception, string service, Guid reportId, string state, double seconds);

    private sealed class Run
    {
        public Task Task { get; set; } = Task.CompletedTask;

        public List<(GroupShare Share, long Ticket)> Tickets { get; } = [];
    }
}
