using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Homing.Log;
using Homing.Reports.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Workflow;

/// <summary>
/// Every report there is, folded from its events, and the one way to add an event: it is appended, and what it meant is
/// known when it has come back. Every process has the same one. Once started it has read what was there; where it cannot
/// read on, the process stops, since nothing that stands on it would be true. Thread-safe.
/// </summary>
internal sealed partial class ReportLedger : FollowingService
{
    private readonly ILog _log;
    private readonly ReportOptions _options;
    private readonly TimeProvider _time;
    private readonly ReportMetrics _metrics;
    private readonly ILogger<ReportLedger> _logger;
    private readonly ConcurrentDictionary<Guid, Report> _reports = new();
    private readonly ConcurrentDictionary<Guid, Report> _open = new();
    private readonly PendingVerdicts _asked = new();
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _watched = new();
    private readonly PriorityQueue<Guid, DateTimeOffset> _byAge = new();
    private volatile bool _isRead;

    public ReportLedger(
        ILog log, IOptions<ReportOptions> options, ReportMetrics metrics, TimeProvider time, ILogger<ReportLedger> logger)
        : base(log, ReportTopics.Events, time)
    {
        (_log, _options, _metrics, _time, _logger) = (log, options.Value, metrics, time, logger);
        metrics.Observe(this);
    }

    /// <summary>Told each event that happened, with the report after it, by the thread that reads: return at once.</summary>
    public event Action<ReportEvent, Report>? Happened;

    /// <summary>All reports, in no order; a snapshot.</summary>
    public IEnumerable<Report> All => _reports.Select(pair => pair.Value);

    /// <summary>How many there are.</summary>
    public int Count => _reports.Count;

    /// <summary>How many reports that something is still to be done for stand where.</summary>
    public OpenReports CountOpen() => OpenReports.Count(_open.Select(pair => pair.Value), _time.GetUtcNow());

    /// <summary>The report; null where there is none, or no longer.</summary>
    public Report? Find(Guid id) => _reports.GetValueOrDefault(id);

    /// <summary>Asks for a new report, or finds that it was asked for before.</summary>
    /// <param name="id">The report.</param>
    /// <param name="source">The service that says so.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="traceParent">Where its trace begins.</param>
    /// <param name="cancellationToken">Gives up waiting; the event may be appended all the same.</param>
    /// <exception cref="LogException">The log did not take it.</exception>
    public Task<Judged> BeginAsync(
        Guid id, string source, ReportRequested request, string traceParent, CancellationToken cancellationToken) =>
        AppendAsync(new ReportEvent(NewId(), source, id, _time.GetUtcNow(), traceParent, request), cancellationToken);

    /// <summary>Says that something happened to a report, and answers whether it did.</summary>
    /// <param name="report">The report.</param>
    /// <param name="source">The service that says so.</param>
    /// <param name="fact">What happened.</param>
    /// <param name="cancellationToken">Gives up waiting; the event may be appended all the same.</param>
    /// <param name="eventId">Where the same may be said twice, one id for both.</param>
    /// <exception cref="LogException">The log did not take it.</exception>
    public Task<Judged> AppendAsync(
        Report report, string source, ReportFact fact, CancellationToken cancellationToken, string? eventId = null) =>
        AppendAsync(
            new ReportEvent(eventId ?? NewId(), source, report.Id, _time.GetUtcNow(), TraceParentIn(report), fact), cancellationToken);

    /// <summary>Completes when the report is no longer as it was known.</summary>
    public Task ChangedAsync(Report known, CancellationToken cancellationToken)
    {
        var changed = _watched.GetOrAdd(
            known.Id, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return ReferenceEquals(Find(known.Id), known) ? changed.Task.WaitAsync(cancellationToken) : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _log.EnsureSharedTopicAsync(
            ReportTopics.EventsOptions(_options.Partitions, _options.EventsKept), cancellationToken);
        await base.StartAsync(cancellationToken);
        _isRead = true;
        LogRead(Count);
    }

    /// <inheritdoc/>
    protected override ValueTask TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken)
    {
        if (record.Value is not { } value)
        {
            // Nobody of ours writes tombstones here: the topic is not compacted.
        }
        else if (!ReportEvent.TryRead(value, out var happened, out var reason))
        {
            LogUnreadable(partition, record.Offset, reason);
        }
        else
        {
            Take(happened, record.Timestamp);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void SayReadFailed(HomingException exception) => LogReadFailed(exception);

    private static string NewId() => Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

    // What is going on now, where it belongs to the report's trace; else where that began.
    private static string TraceParentIn(Report report) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } current
        && report.TraceParent.Contains(current.TraceId.ToHexString(), StringComparison.Ordinal)
            ? id
            : report.TraceParent;

    private async Task<Judged> AppendAsync(ReportEvent happened, CancellationToken cancellationToken)
    {
        // Two that say the same at once are told the same, and one that gives up takes nothing from the other.
        var judged = _asked.Add(happened.Id);
        try
        {
            await _log.AppendAsync(ReportTopics.Events, happened.ToEntry(), cancellationToken);
            return await HearAsync(judged.Task, "The events of the reports are not read any more.", cancellationToken);
        }
        finally
        {
            _asked.Remove(happened.Id, judged);
        }
    }

    private void Take(ReportEvent happened, DateTimeOffset at)
    {
        var (after, verdict) = Find(happened.ReportId) is { } known ? known.Apply(happened)
            : Report.Begin(happened) is { } begun ? (begun, Verdict.Applied)
            : (null, Verdict.Unknown);
        if (verdict == Verdict.Applied)
        {
            if (happened.Fact is ReportRequested)
            {
                // By the clock of the log, as the log counts ages, and not by what an event says of itself.
                _byAge.Enqueue(happened.ReportId, at);
                Forget(_time.GetUtcNow() - _options.EventsKept);
            }

            _reports[happened.ReportId] = after!;
            if (after!.IsCleaned)
            {
                _open.TryRemove(happened.ReportId, out _);
            }
            else
            {
                _open[happened.ReportId] = after;
            }

            // What was there at the start has been counted when it happened, by whoever ran then.
            if (_isRead)
            {
                _metrics.EventApplied(happened.Type);
            }

            Happened?.Invoke(happened, after);
            TellChanged(happened.ReportId);
        }
        else
        {
            LogIgnored(happened.Type, happened.ReportId, verdict);
        }

        _asked.Answer(happened.Id, new Judged(verdict, after));
    }

    // The log does not keep their events either, so a process that starts now does not know them.
    private void Forget(DateTimeOffset before)
    {
        while (_byAge.TryPeek(out var oldest, out var askedAt) && askedAt < before)
        {
            _byAge.Dequeue();
            _reports.TryRemove(oldest, out _);
            _open.TryRemove(oldest, out _);
            TellChanged(oldest);
        }
    }

    private void TellChanged(Guid id)
    {
        if (_watched.TryRemove(id, out var changed))
        {
            changed.TrySetResult();
        }
    }

    [LoggerMessage(EventIds.EventsReadFailed, LogLevel.Warning, "Reading the events of the reports failed; trying again")]
    private partial void LogReadFailed(Exception exception);

    [LoggerMessage(EventIds.EventUnreadable, LogLevel.Warning, "The record at {Partition}@{Offset} of report.events is no event: {Reason}")]
    private partial void LogUnreadable(int partition, long offset, string reason);

    [LoggerMessage(EventIds.EventIgnored, LogLevel.Debug, "{Type} of report {ReportId} changed nothing: {Verdict}")]
    private partial void LogIgnored(string type, Guid reportId, Verdict verdict);

    [LoggerMessage(EventIds.EventsRead, LogLevel.Information, "{Count} reports are known")]
    private partial void LogRead(int count);
}
