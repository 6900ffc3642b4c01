using Homing.Bench.Support;

namespace Homing.Bench.Watch;

/// <summary>What was measured; times of one thread.</summary>
internal sealed record WatchReport
{
    public required Conditions Conditions { get; init; }

    public required int Watchers { get; init; }

    public required int Lots { get; init; }

    /// <summary>How many changes were brought to the watchers one by one.</summary>
    public required int Changes { get; init; }

    /// <summary>Finding in the index whom one change can matter to.</summary>
    public required double FindUs { get; init; }

    /// <summary>One change, from the board to the last watcher's bytes: the median.</summary>
    public required double ChangeP50Us { get; init; }

    public required double ChangeMeanUs { get; init; }

    public required double ChangeP99Us { get; init; }

    /// <summary>Lists computed for one change.</summary>
    public required double TouchedMean { get; init; }

    public required int TouchedMost { get; init; }

    /// <summary>Asking again for everyone after one change, by the same code: the median.</summary>
    public required double EveryoneP50Us { get; init; }

    /// <summary>Asking for everyone, over one change: of the medians.</summary>
    public required double TimesCheaper { get; init; }

    /// <summary>Changes of one round of readings, brought to the watchers together.</summary>
    public required int GatheredChanges { get; init; }

    public required int GatheredTouched { get; init; }

    public required double GatheredUs { get; init; }

    /// <summary>How many lists were compared with the operation's answer in the end; a difference ends the run.</summary>
    public required int Compared { get; init; }
}
