namespace Homing.Parking.Feed;

/// <summary>A reading as it was recorded.</summary>
/// <param name="At">When it was taken.</param>
/// <param name="LotId">The lot.</param>
/// <param name="Capacity">Places in all.</param>
/// <param name="Free">Places that were free, as the lot said.</param>
/// <param name="IsOpen">Whether the lot said it was open.</param>
public readonly record struct RecordedReading(DateTimeOffset At, string LotId, int Capacity, int Free, bool IsOpen);
