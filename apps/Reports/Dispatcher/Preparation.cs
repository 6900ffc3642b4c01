using Homing.Reports.Contracts;
using Homing.Reports.ProviderApi;
using Homing.Reports.Workflow;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Dispatcher;

/// <summary>
/// Waits for the provider. Its call backs are enough as long as they come; where it is silent about a report it is asked,
/// the less often the longer the silence, and not for ever.
/// </summary>
internal sealed class Preparation
{
    private readonly DispatcherOptions _options;
    private readonly ProviderClient _client;
    private readonly Submission _submission;
    private readonly ProviderNews _news;
    private readonly TimeProvider _time;

    public Preparation(
        IOptions<DispatcherOptions> options, ProviderClient client, Submission submission, ProviderNews news, TimeProvider time) =>
        (_options, _client, _submission, _news, _time) = (options.Value, client, submission, news, time);

    public async ValueTask<NextStep> StepAsync(Report report, CancellationToken cancellationToken)
    {
        var (now, deadline) = (_time.GetUtcNow(), report.ProviderDeadline!.Value);
        if (now >= deadline)
        {
            await _news.FailAsync(report, "The provider did not finish in time.", cancellationToken);
            return NextStep.WhenChanged;
        }

        // The silence says when to ask next, so that nothing has to be remembered.
        var silence = now - report.ChangedAt;
        if (silence < _options.PollAfter)
        {
            return NextStep.When(Earlier(report.ChangedAt + _options.PollAfter, deadline));
        }

        try
        {
            // A provider that has forgotten an order gets it again.
            var job = await _client.FindAsync(report.Id, report.TraceParent, cancellationToken)
                ?? await _submission.HandOverAsync(report, cancellationToken);
            if (await _news.TakeAsync(report, job, cancellationToken))
            {
                return NextStep.WhenChanged;
            }
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.Refused)
        {
            await _news.FailAsync(report, exception.Message, cancellationToken);
            return NextStep.WhenChanged;
        }

        return NextStep.When(Earlier(now + Pause(silence), deadline));
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private TimeSpan Pause(TimeSpan silence)
    {
        var half = silence / 2;
        return half < _options.PollAfter ? _options.PollAfter : half > _options.LongestPause ? _options.LongestPause : half;
    }
}
