namespace Homing.Log;

/// <summary>A partition of a group for as long as one reader has it: what is done there, and whether it still is its own.</summary>
public class GroupShare
{
    private readonly ILogGroupReader _reader;
    private readonly int _partition;

    /// <summary>The share that a batch belongs to.</summary>
    /// <param name="reader">Who read the batch.</param>
    /// <param name="batch">Only its partition and generation are looked at.</param>
    public GroupShare(ILogGroupReader reader, LogBatch batch)
    {
        (_reader, _partition, Generation) = (reader, batch.Partition, batch.Generation);
        Tracker = new PositionTracker(next => _reader.Store(_partition, Generation, next));
    }

    /// <summary>Of its batches.</summary>
    public int Generation { get; }

    /// <summary>Up to where records are done; the reader stores it.</summary>
    public PositionTracker Tracker { get; }

    /// <summary>False once the partition was given to another reader, or anew.</summary>
    public bool IsHeld => _reader.Holds(_partition, Generation);
}
