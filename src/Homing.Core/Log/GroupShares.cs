namespace Homing.Log;

/// <summary>The partitions of a group that one reader has. Used by the one who reads.</summary>
/// <param name="reader">The reader.</param>
public sealed class GroupShares(ILogGroupReader reader)
{
    private readonly Dictionary<int, GroupShare> _shares = [];

    /// <summary>The share that a batch belongs to: a new one where the partition was given to the reader anew.</summary>
    public GroupShare Of(LogBatch batch)
    {
        if (!_shares.TryGetValue(batch.Partition, out var share) || share.Generation != batch.Generation)
        {
            _shares[batch.Partition] = share = new GroupShare(reader, batch);
        }

        return share;
    }
}
