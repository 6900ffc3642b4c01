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
}

/// <summary>An error of the log.</summary>
public sealed class LogException : HomingException
{
    /// <summary>Makes the error; only <see cref="LogError.Full"/> is transient.</summary>
    public LogException(LogError error, string message, Exception? inner = null)
        : base(message, error == LogError.Full, inner) => Error = error;

    /// <summary>The kind of error.</summary>
    public LogError Error { get; }
}
