using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Homing.Tracing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Homing.Reports.ProviderApi;

/// <summary>
/// Speaks to the provider, and believes it nothing: every call has a time-out, answers have a largest size, redirections are
/// not followed, and no host is asked that is not the provider's. Thread-safe.
/// </summary>
internal sealed partial class ProviderClient : IProviderDocuments, IDisposable
{
    private const string Reports = "provider/reports";
    private const string IdempotencyKey = "Idempotency-Key";
    private const int MaxBodyBytes = 64 * 1024;

    private readonly ProviderDirectory _directory;
    private readonly ProviderClientOptions _options;
    private readonly ReportMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<ProviderClient> _logger;
    private readonly ProviderPipelines _pipelines;
    private readonly HttpClient _http;
    private readonly Dictionary<ResiliencePipeline, RestTime> _rests;

    public ProviderClient(
        ProviderDirectory directory,
        IOptions<ProviderClientOptions> options,
        ReportMetrics metrics,
        TimeProvider time,
        ILogger<ProviderClient> logger)
    {
        (_directory, _options, _metrics, _time, _logger) = (directory, options.Value, metrics, time, logger);
        _pipelines = new ProviderPipelines(_options, time, CircuitOpened);
        _rests = new[] { _pipelines.Submit, _pipelines.Ask, _pipelines.Fetch }.ToDictionary(pipeline => pipeline, _ => new RestTime(time));
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,

            // Behind a proxy we would not see where a connection ends.
            UseProxy = false,
            ConnectTimeout = _options.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = (context, cancellationToken) => _directory.Site.Hosts.ConnectAsync(context, cancellationToken),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Where the provider is to call back.</summary>
    /// <exception cref="HomingException">The process does not listen yet (transient).</exception>
    public Uri CallbackUrl => _directory.CallbackUrl;

    /// <summary>Hands an order in. The same order again is the same job.</summary>
    /// <param name="order">The order.</param>
    /// <param name="traceParent">Where it belongs, where nothing is traced here.</param>
    /// <param name="cancellationToken">Gives up waiting; the provider may have it all the same.</param>
    /// <exception cref="ProviderException">It did not take it, or nobody knows.</exception>
    public Task<ProviderJob> SubmitAsync(ProviderOrder order, string traceParent, CancellationToken cancellationToken) =>
        CallAsync(
            "submit",
            _pipelines.Submit,
            async (site, token) =>
            {
                using var request = Request(HttpMethod.Post, site, new Uri(site.Url, Reports), traceParent);
                request.Headers.Add(IdempotencyKey, order.ReportId.ToString("D"));
                request.Content = JsonContent.Create(order, ProviderJson.Default.ProviderOrder);
                using var response = await SendAsync(request, token);
                await ProviderAnswer.ThrowUnlessDoneAsync(response, _time, token);
                return await ReadJobAsync(response, order.ReportId, token);
            },
            cancellationToken);

    /// <summary>How an order stands; null where the provider does not know it.</summary>
    /// <exception cref="ProviderException">It did not answer, or not as it has to.</exception>
    public Task<ProviderJob?> FindAsync(Guid report, string traceParent, CancellationToken cancellationToken) =>
        CallAsync(
            "find",
            _pipelines.Ask,
            async (site, token) =>
            {
                using var request = Request(HttpMethod.Get, site, UrlOf(site, report), traceParent);
                using var response = await SendAsync(request, token);
                if (response.StatusCode == HttpStatusCode.NotFound)
                {
                    return null;
                }

                await ProviderAnswer.ThrowUnlessDoneAsync(response, _time, token);
                return await ReadJobAsync(response, report, token);
            },
            cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ProviderException">It did not answer, or refused.</exception>
    public Task DeleteAsync(Guid report, CancellationToken cancellationToken) =>
        CallAsync(
            "delete",
            _pipelines.Ask,
            async (site, token) =>
            {
                using var request = Request(HttpMethod.Delete, site, UrlOf(site, report), null);
                using var response = await SendAsync(request, token);
                if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Gone))
                {
                    await ProviderAnswer.ThrowUnlessDoneAsync(response, _time, token);
                }

                return true;
            },
            cancellationToken);

    /// <summary>Opens a document, or what is left of it; its headers are here, its bytes are not.</summary>
    /// <param name="url">Where the provider says that it is.</param>
    /// <param name="from">The first byte that is wanted.</param>
    /// <param name="version">The version of which the bytes before it are; null where that is not known.</param>
    /// <param name="traceParent">Where it belongs, where nothing is traced here.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>An answer of 200, 206 or 416.</returns>
    /// <exception cref="ProviderException">There is no such answer, or the host is not the provider's.</exception>
    public Task<HttpResponseMessage> OpenAsync(
        Uri url, long from, EntityTagHeaderValue? version, string traceParent, CancellationToken cancellationToken) =>
        CallAsync(
            "open",
            _pipelines.Fetch,
            async (site, token) =>
            {
                using var request = Request(HttpMethod.Get, site, url, traceParent);
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/pdf"));
                if (from > 0)
                {
                    request.Headers.Range = new RangeHeaderValue(from, null);
                    request.Headers.IfRange = version is null ? null : new RangeConditionHeaderValue(version);
                }

                var response = await SendAsync(request, token);
                if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent
                    or HttpStatusCode.RequestedRangeNotSatisfiable)
                {
                    return response;
                }

                using (response)
                {
                    await ProviderAnswer.ThrowUnlessDoneAsync(response, _time, token);
                    throw new ProviderException(
                        ProviderError.Unusable, $"The provider answered {(int)response.StatusCode} where a document was asked for.");
                }
            },
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static Uri UrlOf(ProviderSite site, Guid report) => new(site.Url, $"{Reports}/{report:D}");

    private HttpRequestMessage Request(HttpMethod method, ProviderSite site, Uri url, string? traceParent)
    {
        if (!site.Hosts.Allows(url))
        {
            throw new ProviderException(ProviderError.Refused, $"'{url}' is not an address of the provider.");
        }

        var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _directory.ApiKey);
        if (Activity.Current is null && traceParent is { Length: > 0 })
        {
            request.Headers.TryAddWithoutValidation(TraceContext.ParentHeader, traceParent);
        }

        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new ProviderException(
                ProviderError.Unavailable, $"The provider cannot be reached: {exception.Message}", null, exception);
        }
    }

    private static async Task<ProviderJob> ReadJobAsync(
        HttpResponseMessage response, Guid report, CancellationToken cancellationToken)
    {
        try
        {
            var body = await ProviderAnswer.ReadAsync(response, MaxBodyBytes, cancellationToken);
            var job = JsonSerializer.Deserialize(body.Span, ProviderJson.Default.ProviderJob);
            return job?.ReportId == report ? job : throw new ProviderException(
                ProviderError.Unusable, "The provider answered about another order than was asked about.");
        }
        catch (JsonException exception)
        {
            throw new ProviderException(
                ProviderError.Unusable, $"The provider's answer cannot be read: {exception.Message}", null, exception);
        }
    }

    private async Task<T> CallAsync<T>(
        string operation,
        ResiliencePipeline pipeline,
        Func<ProviderSite, CancellationToken, ValueTask<T>> call,
        CancellationToken cancellationToken)
    {
        var (site, rest) = (_directory.Site, _rests[pipeline]);
        if (rest.Left is { } left)
        {
            _metrics.ProviderCalled(operation, "not_tried");
            throw new ProviderException(ProviderError.Unavailable, "The provider has asked to be left alone for a while.", left);
        }

        try
        {
            var answer = await pipeline.ExecuteAsync(
                static (work, token) => work.call(work.site, token), (call, site), cancellationToken);
            _metrics.ProviderCalled(operation, "ok");
            return answer;
        }
        catch (ProviderException exception)
        {
            rest.Begin(exception.RetryAfter);
            _metrics.ProviderCalled(operation, exception.Error switch
            {
                ProviderError.Unavailable => "unavailable",
                ProviderError.Refused => "refused",
                _ => "unusable",
            });
            throw;
        }
        catch (TimeoutRejectedException exception)
        {
            _metrics.ProviderCalled(operation, "timed_out");
            throw new ProviderException(
                ProviderError.Unavailable, $"The provider did not answer within {_options.Timeout.TotalSeconds} s.", null, exception);
        }
        catch (BrokenCircuitException exception)
        {
            _metrics.ProviderCalled(operation, "not_tried");
            throw new ProviderException(
                ProviderError.Unavailable, "The provider has failed too often and is left alone for a while.",
                exception.RetryAfter ?? _options.BreakFor, exception);
        }
    }

    private void CircuitOpened()
    {
        _metrics.CircuitOpened();
        LogCircuitOpened(_options.BreakFor.TotalSeconds);
    }

    [LoggerMessage(EventIds.CircuitOpened, LogLevel.Warning, "Calls to the provider fail; it is left alone for {Seconds} s")]
    private partial void LogCircuitOpened(double seconds);
}
