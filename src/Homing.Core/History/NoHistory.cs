namespace Homing.History;

/// <summary>Writes nothing down.</summary>
public sealed class NoHistory : IHistory
{
    /// <summary>The only one there need be.</summary>
    public static NoHistory Instance { get; } = new();

    /// <inheritdoc />
    public bool IsOn => false;

    /// <inheritdoc />
    public void Record(
        HistoryStep step,
        string actor,
        string clientId,
        string requestId,
        string? detail = null,
        string? connection = null,
        long? seq = null,
        DateTimeOffset? deadline = null)
    {
    }
}
