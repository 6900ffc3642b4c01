namespace Homing.Deliveries.Live;

/// <summary>What became of a position that was read.</summary>
internal enum PositionOutcome
{
    /// <summary>The ride is there now.</summary>
    Applied,

    /// <summary>It was read before; the log is read again after a restart.</summary>
    Repeated,

    /// <summary>It is older than what is known of the ride, or of a ride before.</summary>
    Stale,

    /// <summary>Its time is too far ahead of our clock.</summary>
    Future,

    /// <summary>It is not valid.</summary>
    Invalid,
}
