namespace Homing.History;

/// <summary>Writes down what happened to requests, for the history checker. Thread-safe; never blocks.</summary>
public interface IHistory
{
    /// <summary>False where nothing is written down: then nothing need be put together for it.</summary>
    bool IsOn { get; }

    /// <summary>Writes down one step.</summary>
    /// <param name="step">What happened.</param>
    /// <param name="actor">To whom: <c>gateway:0:7</c> (id and epoch), <c>worker:parking</c>, <c>client</c>.</param>
    /// <param name="clientId">Whose request it is.</param>
    /// <param name="requestId">The request; empty where the step belongs to none.</param>
    /// <param name="detail">
    /// A code, a way, a position: whatever helps to read it later. In a client's <see cref="HistoryStep.Delivered"/> it is
    /// <c>client/request</c> as the answer's own body names them, where it does: that tells whose answer it really is.
    /// </param>
    /// <param name="connection">The client's connection, by a name that is unique for this client.</param>
    /// <param name="seq">The number of a frame within its connection.</param>
    /// <param name="deadline">When nobody waits for the answer any more; goes with <see cref="HistoryStep.Asked"/>.</param>
    void Record(
        HistoryStep step,
        string actor,
        string clientId,
        string requestId,
        string? detail = null,
        string? connection = null,
        long? seq = null,
        DateTimeOffset? deadline = null);
}
