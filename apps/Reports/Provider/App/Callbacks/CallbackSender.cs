using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Homing.Reports.Provider.App.Jobs;
using Homing.Reports.ProviderApi;
using Homing.Tracing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider.App.Callbacks;

/// <summary>
/// Calls back: progress once, for the next one says more; how an order ended until it is taken, with one id for all tries.
/// Thread-safe.
/// </summary>
internal sealed partial class CallbackSender : IHostedService, IDisposable
{
    public const string ClientName = "provider-callbacks";

    private const int MostAtOnce = 32;
    private static readonly TimeSpan ProgressPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Guid, long> _told = new();
    private readonly ConcurrentDictionary<Guid, Task> _tries = new();
    private readonly SemaphoreSlim _turns = new(MostAtOnce);
    private readonly CancellationTokenSource _stop = new();
    private readonly JobStore _store;
    private readonly IHttpClientFactory _http;
    private readonly CallbackHosts _hosts;
    private readonly ProviderOptions _options;
    private readonly ProviderMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<CallbackSender> _logger;
    private readonly Lazy<WebhookSigner> _signer;

    public CallbackSender(
        JobStore store,
        IHttpClientFactory http,
        CallbackHosts hosts,
        IOptions<ProviderOptions> options,
        ProviderKeys keys,
        ProviderMetrics metrics,
        TimeProvider time,
        ILogger<CallbackSender> logger)
    {
        (_store, _http, _hosts, _options, _metrics, _time, _logger) = (store, http, hosts, options.Value, metrics, time, logger);
        _signer = new Lazy<WebhookSigner>(keys.NewSigner);
    }

    /// <summary>A new id for a call back.</summary>
    public static string NewId() => $"msg_{Guid.NewGuid():N}";

    /// <summary>Tells how far an order is, where that was not told just now, and the last time is over.</summary>
    public void Tell(Job job)
    {
        var now = _time.GetTimestamp();
        if (_told.TryGetValue(job.Id, out var last) && _time.GetElapsedTime(last, now) < ProgressPause)
        {
            return;
        }

        _told[job.Id] = now;
        Begin(job.Id, () => SendAsync(job, new PendingCallback(NewId(), ProviderWebhook.Progress, _time.GetUtcNow())), isNeeded: false);
    }

    /// <summary>Tells how an order ended, until it is taken or its time is over.</summary>
    public void Deliver(Guid id) => Begin(id, () => DeliverAsync(id), isNeeded: true);

    /// <summary>There is no more progress to tell of an order.</summary>
    public void Forget(Guid id) => _told.TryRemove(id, out _);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_tries.Values).WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _turns.Dispose();
        _stop.Dispose();
    }

    // One after the other for an order, so that how it ended is told last.
    private void Begin(Guid id, Func<Task> send, bool isNeeded)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = Task.CompletedTask;
        while (!_tries.TryAdd(id, mine.Task))
        {
            if (!isNeeded)
            {
                return;
            }

            if (_tries.TryGetValue(id, out var running) && _tries.TryUpdate(id, mine.Task, running))
            {
                before = running;
                break;
            }
        }

        _ = RunAsync();

        async Task RunAsync()
        {
            await before;
            try
            {
                await send();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The next start goes on with it.
            }
            catch (Exception exception)
            {
                LogFailed(exception, id);
            }
            finally
            {
                _tries.TryRemove(KeyValuePair.Create(id, mine.Task));
                mine.SetResult();
            }
        }
    }

    private async Task DeliverAsync(Guid id)
    {
        for (var failures = 1; _store.Find(id) is { Callback: { } callback } job; failures++)
        {
            var retryAfter = await SendAsync(job, callback);
            if (retryAfter is { } pause && _time.GetUtcNow() - callback.At < _options.CallbackPatience)
            {
                var wait = CallPause.After(failures);
                await Task.Delay(pause > wait ? pause : wait, _time, _stop.Token);
                continue;
            }

            if (retryAfter is not null)
            {
                LogGivenUp(id, _options.CallbackPatience);
                _metrics.CalledBack("given_up");
            }

            _store.Change(id, now => now?.Callback == callback ? now with { Callback = null } : now);
        }
    }

    /// <summary>Tries once.</summary>
    /// <returns>Null where it was taken or nobody wants it, else how long to wait at least.</returns>
    private async Task<TimeSpan?> SendAsync(Job job, PendingCallback callback)
    {
        if (job.Order is not { } order || !_hosts.Allow(order.CallbackUrl))
        {
            // The settings are not those of then.
            _metrics.CalledBack("not_allowed");
            return null;
        }

        await _turns.WaitAsync(_stop.Token);
        try
        {
            using var deadline = new CancellationTokenSource(_options.CallbackTimeout, _time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, deadline.Token);
            using var request = Compose(job, callback, order.CallbackUrl);
            using var client = _http.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.Gone)
            {
                _metrics.CalledBack(response.IsSuccessStatusCode ? "taken" : "gone");
                return null;
            }

            _metrics.CalledBack("refused");
            return RetryAfterOf(response.Headers.RetryAfter);
        }
        catch (Exception exception) when (
            exception is HttpRequestException || (exception is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            _metrics.CalledBack("failed");
            return TimeSpan.Zero;
        }
        finally
        {
            _turns.Release();
        }
    }

    private HttpRequestMessage Compose(Job job, PendingCallback callback, Uri url)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ProviderWebhook(callback.Type, callback.At, job.ToProviderJob()), ProviderJson.Default.ProviderWebhook);
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var now = _time.GetUtcNow();
        request.Headers.Add(WebhookSigner.IdHeader, callback.Id);
        request.Headers.Add(WebhookSigner.TimestampHeader, WebhookSigner.Seconds(now));
        request.Headers.Add(WebhookSigner.SignatureHeader, _signer.Value.Sign(callback.Id, now, body));
        if (job.TraceParent is { } parent)
        {
            request.Headers.Add(TraceContext.ParentHeader, parent);
        }

        return request;
    }

    private TimeSpan RetryAfterOf(RetryConditionHeaderValue? header)
    {
        var asked = header?.Delta ?? header?.Date - _time.GetUtcNow() ?? TimeSpan.Zero;
        return asked > LongestRetryAfter ? LongestRetryAfter : asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }

    [LoggerMessage(EventIds.CallbackGivenUp, LogLevel.Warning, "Nobody took the call back of report {ReportId} within {Patience}")]
    private partial void LogGivenUp(Guid reportId, TimeSpan patience);

    [LoggerMessage(EventIds.CallbackFailed, LogLevel.Error, "Calling back for report {ReportId} failed")]
    private partial void LogFailed(Exception exception, Guid reportId);
}
