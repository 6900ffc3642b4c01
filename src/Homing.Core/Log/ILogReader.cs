namespace Homing.Log;

/// <summary>Reads records in order, partition by partition. One reader is used by one caller at a time.</summary>
public interface ILogReader : IAsyncDisposable
{
    /// <summary>Waits until there is at least one record and answers a batch of one partition.</summary>
    /// <remarks>The batch and its bytes are valid until the next call on this reader.</remarks>
    ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default);
}
