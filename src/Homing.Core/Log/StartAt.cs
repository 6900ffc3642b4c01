namespace Homing.Log;

/// <summary>Where a reader starts.</summary>
public readonly record struct StartAt
{
    private StartAt(StartKind kind, long offset, DateTimeOffset time) => (Kind, Offset, Time) = (kind, offset, time);

    /// <summary>The oldest record that is kept.</summary>
    public static StartAt Beginning { get; } = new(StartKind.Beginning, 0, default);

    /// <summary>Only what is appended after the reader was opened.</summary>
    public static StartAt End { get; } = new(StartKind.End, 0, default);

    /// <summary>Which of the kinds this is.</summary>
    public StartKind Kind { get; }

    /// <summary>For <see cref="StartKind.Offset"/>: the first offset to read.</summary>
    public long Offset { get; }

    /// <summary>For <see cref="StartKind.Time"/>: records taken at or after it.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>That offset, or the next that is kept.</summary>
    public static StartAt At(long offset) => new(StartKind.Offset, offset, default);

    /// <summary>The first record taken at or after that time.</summary>
    public static StartAt From(DateTimeOffset time) => new(StartKind.Time, 0, time);
}

/// <summary>The kinds of <see cref="StartAt"/>.</summary>
public enum StartKind
{
    /// <summary>The oldest record that is kept.</summary>
    Beginning,

    /// <summary>After the newest record.</summary>
    End,

    /// <summary>A given offset.</summary>
    Offset,

    /// <summary>A given time.</summary>
    Time,
}
