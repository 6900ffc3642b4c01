namespace Homing.Log;

/// <summary>What went wrong in the log.</summary>
public enum LogError
{
    /// <summary>There is no such topic.</summary>
    UnknownTopic,

    /// <summary>The topic is there, but not as asked for, or its options are not valid.</summary>
    InvalidTopic,

    /// <summary>The record is larger than the log takes.</summary>
    RecordTooLarge,

    /// <summary>There is no room: the record was not taken. Transient.</summary>
    Full,

    /// <summary>The log was closed.</summary>
    Closed,

    /// <summary>What is on disk cannot be used: in use, from a newer version, damaged, not writable.</summary>
    Storage,

    /// <summary>The brokers do not answer, or not in time; whether what was asked was done may be unknown. Transient.</summary>
    Unavailable,

    /// <summary>The brokers refuse this client, or what it asked.</summary>
    Unauthorized,
}

/// <summary>An error of the log.</summary>
public sealed class LogException : HomingException
{
    /// <summary>Makes the error; <see cref="LogError.Full"/> and <see cref="LogError.Unavailable"/> are transient.</summary>
    public LogException(LogError error, string message, Exception? inner = null)
        : base(message, error is LogError.Full or LogError.Unavailable, inner) => Error = error;

    /// <summary>The kind of error.</summary>
    public LogError Error { get; }
}
