namespace Homing.Host.Dead;

/// <summary>The dead letters of a system: in its log, or asked of a server that has the log to itself.</summary>
internal interface IDeadLetters
{
    Task<IReadOnlyList<DeadTopicView>> ListAsync(CancellationToken cancellationToken);

    /// <returns>Null where nothing was ever set aside from that topic.</returns>
    Task<IReadOnlyList<DeadLetterView>?> ShowAsync(string topic, int last, CancellationToken cancellationToken);

    /// <returns>Null where nothing was ever set aside from that topic.</returns>
    Task<IReadOnlyList<DeadReplayView>?> ReplayAsync(string topic, DeadReplayRequest request, CancellationToken cancellationToken);
}
