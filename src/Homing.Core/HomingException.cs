namespace Homing;

/// <summary>The base of every error that Homing throws by itself.</summary>
public class HomingException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What failed, on what, and what to change.</param>
    /// <param name="isTransient">True where the same call may succeed later.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public HomingException(string message, bool isTransient = false, Exception? inner = null)
        : base(message, inner) => IsTransient = isTransient;

    /// <summary>True where the same call, made again later, may succeed.</summary>
    public bool IsTransient { get; }
}
