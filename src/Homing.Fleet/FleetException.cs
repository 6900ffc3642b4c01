namespace Homing.Fleet;

/// <summary>Something that whoever runs a fleet can put right; the message says how.</summary>
public sealed class FleetException : HomingException
{
    /// <summary>Makes the error.</summary>
    public FleetException(string message)
        : base(message, isTransient: false)
    {
    }
}
