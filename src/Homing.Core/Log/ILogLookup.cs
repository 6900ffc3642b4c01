namespace Homing.Log;

/// <summary>
/// A log that finds single records by a cheaper way than a reader for each. Thread-safe. Callers use
/// <see cref="LogLookupExtensions.ReadAtAsync"/>, which asks any log.
/// </summary>
public interface ILogLookup
{
    /// <summary>The record at a position that is within its partition's range; null where there is none, or no longer.</summary>
    /// <returns>The record; its bytes stay as they are.</returns>
    ValueTask<LogRecord?> FindAsync(string topic, LogPosition position, CancellationToken cancellationToken = default);
}
