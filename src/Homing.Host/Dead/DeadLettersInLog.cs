using Homing.Messages;

namespace Homing.Host.Dead;

/// <summary>The dead letters of a log that this process has open.</summary>
internal sealed class DeadLettersInLog(DeadLetterStore store) : IDeadLetters
{
    public async Task<IReadOnlyList<DeadTopicView>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(cancellationToken)).Select(DeadTopicView.Of)];

    public async Task<IReadOnlyList<DeadLetterView>?> ShowAsync(string topic, int last, CancellationToken cancellationToken) =>
        (await store.ShowAsync(topic, last, cancellationToken))?.Select(DeadLetterView.Of).ToArray();

    public async Task<IReadOnlyList<DeadReplayView>?> ReplayAsync(
        string topic, DeadReplayRequest request, CancellationToken cancellationToken)
    {
        if (request.Check(out var only) is { } wrong)
        {
            throw new HomingException(wrong);
        }

        return (await store.ReplayAsync(topic, only, request.Again, cancellationToken))?.Select(DeadReplayView.Of).ToArray();
    }
}
