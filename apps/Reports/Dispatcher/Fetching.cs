using System.Collections.Concurrent;
using Homing.Reports.Contracts;
using Homing.Reports.ProviderApi;
using Homing.Reports.Workflow;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Dispatcher;

/// <summary>
/// Gets the documents that are ready. Downloads go on beside the steps of other reports, some at a time, so that slow ones
/// keep nobody waiting.
/// </summary>
internal sealed partial class Fetching : IAsyncDisposable
{
    private readonly DispatcherOptions _options;
    private readonly ReportLedger _ledger;
    private readonly ProviderNews _news;
    private readonly DocumentFetch _fetch;
    private readonly ReportMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<Fetching> _logger;
    private readonly SemaphoreSlim _turns;
    private readonly ConcurrentDictionary<Guid, Tries> _tries = new();

    public Fetching(
        IOptions<DispatcherOptions> options,
        ReportLedger ledger,
        ProviderNews news,
        DocumentFetch fetch,
        ReportMetrics metrics,
        TimeProvider time,
        ILogger<Fetching> logger)
    {
        (_options, _ledger, _news, _fetch, _metrics, _time, _logger) = (options.Value, ledger, news, fetch, metrics, time, logger);
        _turns = new SemaphoreSlim(_options.FetchConcurrency);
    }

    public async ValueTask<NextStep> StepAsync(Report report, CancellationToken cancellationToken)
    {
        var tries = _tries.GetOrAdd(report.Id, static (_, fetch) => new Tries(fetch.NewDownload()), _fetch);
        var (now, deadline) = (_time.GetUtcNow(), report.ChangedAt + _options.FetchTimeout);
        if (now >= deadline && tries.Running is not { IsCompletedSuccessfully: true })
        {
            var reason = tries.Reason is { } known ? $"The document could not be fetched in time: {known}"
                : "The document could not be fetched in time.";
            await FailAsync(report, reason, cancellationToken);
            return NextStep.WhenChanged;
        }

        if (tries.Running is not { } running)
        {
            running = tries.Running = RunAsync(report, tries);
        }

        if (!running.IsCompleted)
        {
            return NextStep.After(running, deadline);
        }

        tries.Running = null;
        return await EndAsync(report, tries, running, cancellationToken);
    }

    /// <summary>Gives up what is under way for a report. Nothing of it runs any more then.</summary>
    public async ValueTask StopAsync(Guid report)
    {
        if (_tries.TryRemove(report, out var tries))
        {
            await tries.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var report in _tries.Keys)
        {
            await StopAsync(report);
        }

        _turns.Dispose();
    }

    private async Task RunAsync(Report report, Tries tries)
    {
        await _turns.WaitAsync(tries.Stopping);
        try
        {
            await Task.Run(() => _fetch.RunAsync(report, tries.Download, tries.Stopping), tries.Stopping);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async ValueTask<NextStep> EndAsync(Report report, Tries tries, Task ended, CancellationToken cancellationToken)
    {
        try
        {
            await ended;
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.Refused)
        {
            _metrics.Fetched("refused");
            await FailAsync(report, exception.Message, cancellationToken);
            return NextStep.WhenChanged;
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.Unusable)
        {
            _metrics.Fetched("unusable");
            return await CountAsync(report, tries, exception, cancellationToken);
        }
        catch (ProviderException exception)
        {
            _metrics.Fetched("unavailable");
            return Pause(report, tries, exception, exception.RetryAfter);
        }
        catch (HomingException exception) when (exception.IsTransient)
        {
            _metrics.Fetched("not_stored");
            return Pause(report, tries, exception, null);
        }

        _metrics.Fetched("fetched");
        await _ledger.AppendAsync(
            report,
            DispatcherDuty.ServiceName,
            new ReportIsHere(report.Document!, _time.GetUtcNow() + report.Order.Lifetime),
            cancellationToken);
        return NextStep.WhenChanged;
    }

    private async ValueTask<NextStep> CountAsync(
        Report report, Tries tries, ProviderException exception, CancellationToken cancellationToken)
    {
        tries.Unusable++;
        if (tries.Unusable < _options.MaxFetches)
        {
            return Pause(report, tries, exception, null);
        }

        await FailAsync(report, $"{exception.Message} It was tried {tries.Unusable} times.", cancellationToken);
        return NextStep.WhenChanged;
    }

    private NextStep Pause(Report report, Tries tries, Exception exception, TimeSpan? retryAfter)
    {
        tries.Reason = exception.Message;
        var pause = retryAfter ?? CallPause.After(++tries.Failed);
        LogFailed(report.Id, exception.Message, pause.TotalSeconds);
        var (again, deadline) = (_time.GetUtcNow() + pause, report.ChangedAt + _options.FetchTimeout);
        return NextStep.When(again < deadline ? again : deadline);
    }

    // Nobody may write to the document's file once it is known that there will be none.
    private async ValueTask FailAsync(Report report, string reason, CancellationToken cancellationToken)
    {
        await StopAsync(report.Id);
        await _news.FailAsync(report, reason, cancellationToken);
    }

    [LoggerMessage(EventIds.FetchFailed, LogLevel.Warning,
        "The document of report {ReportId} is not here yet: {Reason} Trying again in {Seconds} s")]
    private partial void LogFailed(Guid reportId, string reason, double seconds);

    /// <summary>The tries to get one document.</summary>
    private sealed class Tries(ProviderDownload download) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public ProviderDownload Download { get; } = download;

        public CancellationToken Stopping => _stopping.Token;

        public Task? Running { get; set; }

        public int Unusable { get; set; }

        public int Failed { get; set; }

        public string? Reason { get; set; }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            if (Running is { } running)
            {
                await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            _stopping.Dispose();
        }
    }
}
