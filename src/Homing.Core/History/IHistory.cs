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
    /// <param name="requestId">The request.</param>
    /// <param name="detail">A code, a way, a position: whatever helps to read it later.</param>
    void Record(HistoryStep step, string actor, string clientId, string requestId, string? detail = null);
}
