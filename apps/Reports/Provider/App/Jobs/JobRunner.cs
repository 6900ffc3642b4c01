using System.Collections.Concurrent;
using System.Threading.Channels;
using Homing.Reports.Provider.App.Callbacks;
using Homing.Reports.Provider.App.Kinds;
using Homing.Reports.Provider.App.Rendering;
using Homing.Reports.ProviderApi;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider.App.Jobs;

/// <summary>
/// Works on orders, so many at once, first come first served. What was open when the process ended is taken up again at the
/// start.
/// </summary>
internal sealed partial class JobRunner : BackgroundService
{
    // Then the storage counts as gone, and not as away for a moment.
    private const int MostTries = 8;

    private const string OwnFault = "Something failed at the provider.";

    private readonly Channel<Guid> _queue = Channel.CreateUnbounded<Guid>();
    private readonly ConcurrentDictionary<Guid, JobRun> _runs = new();
    private readonly JobStore _store;
    private readonly ReportWork _work;
    private readonly PdfRenderer _renderer;
    private readonly CallbackSender _callbacks;
    private readonly ProviderMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<JobRunner> _logger;
    private readonly int _concurrency;

    public JobRunner(
        JobStore store,
        ReportWork work,
        PdfRenderer renderer,
        CallbackSender callbacks,
        ProviderMetrics metrics,
        IOptions<ProviderOptions> options,
        TimeProvider time,
        ILogger<JobRunner> logger)
    {
        (_store, _work, _renderer, _callbacks) = (store, work, renderer, callbacks);
        (_metrics, _time, _logger) = (metrics, time, logger);
        _concurrency = options.Value.MaxConcurrency;
    }

    /// <summary>Orders that wait for their turn.</summary>
    public int Queued => _queue.Reader.Count;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _store.Open();
        _renderer.RemoveLeftovers();
        Job[] open = [.. _store.All.Where(job => job.IsOpen).OrderBy(job => job.AcceptedAt)];
        foreach (var job in open)
        {
            Enqueue(job.Id);
        }

        foreach (var job in _store.All.Where(job => job.Callback is not null))
        {
            _callbacks.Deliver(job.Id);
        }

        LogStarted(open.Length);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Puts an order at the end of the queue.</summary>
    public void Enqueue(Guid id) => _queue.Writer.TryWrite(id);

    /// <summary>Stops the work on an order that is deleted; completes when nothing is done for it any more.</summary>
    public Task StopWorkAsync(Guid id) => _runs.TryGetValue(id, out var run) ? run.StopAsync() : Task.CompletedTask;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, _concurrency).Select(_ => WorkOffAsync(stoppingToken)));

    private async Task WorkOffAsync(CancellationToken stoppingToken)
    {
        await foreach (var id in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            using var run = new JobRun(stoppingToken);
            _runs[id] = run;
            _metrics.WorkBegan();
            try
            {
                await WorkOnAsync(id, run.Token);
            }
            catch (OperationCanceledException) when (run.Token.IsCancellationRequested)
            {
                // Deleted; or the process stops, and the next one goes on with it.
            }
            finally
            {
                _metrics.WorkEnded();
                _callbacks.Forget(id);
                _runs.TryRemove(id, out _);
                run.Complete();
            }
        }
    }

    private async Task WorkOnAsync(Guid id, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await TryAsync(id, isLast: failures >= MostTries, cancellationToken);
                return;
            }
            catch (Exception exception) when (
                exception is IOException or UnauthorizedAccessException or HomingException { IsTransient: true })
            {
                // The disk is full, or the storage is away: neither is the fault of the order.
                LogFailed(exception, id);
            }

            await Task.Delay(CallPause.After(failures), _time, cancellationToken);
        }
    }

    private async Task TryAsync(Guid id, bool isLast, CancellationToken cancellationToken)
    {
        var job = _store.Change(id, known => known is { State: JobState.Queued }
            ? known with { State = JobState.Working, ChangedAt = _time.GetUtcNow() }
            : known);
        if (job is not { IsOpen: true, Order: { } order })
        {
            return;
        }

        try
        {
            var document = await _work.RunAsync(
                order, job.StepsDone, (step, percent, message) => Progress(id, step, percent, message), cancellationToken);
            End(id, JobState.Ready, "The document is ready", ProviderWebhook.Ready, document);
        }
        catch (Exception exception) when (exception is ImpossibleReportException or RenderException)
        {
            End(id, JobState.Failed, exception.Message, ProviderWebhook.Failed);
        }
        catch (Exception exception) when (IsForGood(exception, isLast))
        {
            // Where our things are, and under which names, is nothing for who asked.
            LogFailed(exception, id);
            End(id, JobState.Failed, OwnFault, ProviderWebhook.Failed);
        }
    }

    private static bool IsForGood(Exception exception, bool isLast) => exception switch
    {
        IOException or UnauthorizedAccessException or OperationCanceledException => false,
        HomingException { IsTransient: true } => isLast,
        _ => true,
    };

    private void Progress(Guid id, int step, int percent, string message)
    {
        if (_store.Find(id) is { State: JobState.Working } known && known.StepsDone < step)
        {
            // The work that was done need not be waited for again after a crash.
            _store.Change(id, job => job is { State: JobState.Working } ? job with { StepsDone = step } : job);
        }

        if (_store.Progress(id, percent, message) is { State: JobState.Working } job)
        {
            _callbacks.Tell(job);
        }
    }

    private void End(Guid id, JobState state, string message, string callback, ProviderDocument? document = null)
    {
        var now = _time.GetUtcNow();
        var ended = _store.Change(id, job => job is { IsOpen: true }
            ? job with
            {
                State = state,
                Message = message,
                Percent = state == JobState.Ready ? 100 : job.Percent,
                Document = document,
                ChangedAt = now,
                Callback = new PendingCallback(CallbackSender.NewId(), callback, now),
            }
            : job);
        if (ended?.State == state)
        {
            _metrics.JobEnded(state == JobState.Ready ? "ready" : "failed");
            _callbacks.Deliver(id);
        }
    }

    [LoggerMessage(EventIds.ProviderStarted, LogLevel.Information, "The reporting provider has {Count} open orders")]
    private partial void LogStarted(int count);

    [LoggerMessage(EventIds.WorkFailed, LogLevel.Error, "The work on report {ReportId} failed")]
    private partial void LogFailed(Exception exception, Guid reportId);
}
