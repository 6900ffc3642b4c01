namespace Homing.Operations;

/// <summary>Adds to the snapshot what a part of the process knows. Asked once each interval, by one caller at a time.</summary>
public interface ISnapshotPart
{
    /// <summary>Answers the snapshot with this part's figures in it.</summary>
    /// <param name="snapshot">What there is so far.</param>
    /// <param name="elapsed">Since the last call, for rates.</param>
    ProcessSnapshot AddTo(ProcessSnapshot snapshot, TimeSpan elapsed);
}
