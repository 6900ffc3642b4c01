using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Homing.Reports.ProviderApi;

/// <summary>
/// What stands between us and a provider that is slow, silent or down: a time-out for each call, a circuit that opens when
/// half of them fail, and a few quick tries more for calls that only ask. Its API and its files have a circuit each.
/// </summary>
internal sealed class ProviderPipelines
{
    private const double FailureRatio = 0.5;
    private const int LeastCalls = 8;
    private const int Retries = 2;

    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    public ProviderPipelines(ProviderClientOptions options, TimeProvider time, Action opened)
    {
        Submit = Guard(options, time, opened);
        Ask = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                // Where it says when to come again, that is not now.
                ShouldHandle = new PredicateBuilder().Handle<TimeoutRejectedException>().Handle<ProviderException>(IsFault),
                MaxRetryAttempts = Retries,
                Delay = RetryPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddPipeline(Submit)
            .Build();
        Fetch = Guard(options, time, opened);
    }

    /// <summary>One try: what is done must not be done again without looking.</summary>
    public ResiliencePipeline Submit { get; }

    /// <summary>Some tries, for what may be done again.</summary>
    public ResiliencePipeline Ask { get; }

    /// <summary>One try to open a document.</summary>
    public ResiliencePipeline Fetch { get; }

    private static bool IsFault(ProviderException failure) =>
        failure.Error == ProviderError.Unavailable && failure.RetryAfter is null;

    private static ResiliencePipeline Guard(ProviderClientOptions options, TimeProvider time, Action opened) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<TimeoutRejectedException>().Handle<ProviderException>(IsFault),
                FailureRatio = FailureRatio,
                MinimumThroughput = LeastCalls,
                SamplingDuration = Sampling,
                BreakDuration = options.BreakFor,
                OnOpened = _ =>
                {
                    opened();
                    return ValueTask.CompletedTask;
                },
            })
            .AddTimeout(options.Timeout)
            .Build();
}
