namespace Homing.Parking.Watching;

/// <summary>Why a list is computed.</summary>
internal enum RefreshCause
{
    /// <summary>Somebody starts to watch it.</summary>
    Join,

    /// <summary>A lot within its reach changed.</summary>
    Change,

    /// <summary>Its turn has come.</summary>
    Sweep,
}
