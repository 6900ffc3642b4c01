namespace Homing.Parking.Feed;

/// <summary>Recorded readings in the steps they were taken in, as an endless loop.</summary>
internal sealed class ReplayTape
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan GapAtTheEnd = TimeSpan.FromHours(1);

    private readonly ReplayStep[] _steps;

    /// <summary>Takes readings, oldest first; at least one.</summary>
    public ReplayTape(IEnumerable<RecordedReading> readings) =>
        _steps = [.. readings.GroupBy(reading => reading.At).Select(step => new ReplayStep(step.Key, [.. step]))];

    public int Count => _steps.Length;

    public ReplayStep this[int number] => _steps[number];

    /// <summary>
    /// The step to begin with: the next one at this weekday and time of day, in the second week where there is one,
    /// so that every lot has a reading before it. It depends on the clock only, so a restart goes on as if nothing was.
    /// </summary>
    public int FindStart(DateTimeOffset now)
    {
        var begin = _steps[0].At;
        var intoTheWeek = TimeSpan.FromTicks((((now - begin).Ticks % Week.Ticks) + Week.Ticks) % Week.Ticks);
        var target = begin + intoTheWeek;
        if (_steps[^1].At >= target + Week)
        {
            target += Week;
        }

        var start = Array.FindIndex(_steps, step => step.At >= target);
        return Math.Max(start, 0);
    }

    /// <summary>The newest reading of each lot before a step.</summary>
    public ReplayStep Before(int start)
    {
        // Before the first comes the last: the tape is a loop.
        var until = start == 0 ? _steps.Length : start;
        var newest = new Dictionary<string, RecordedReading>(StringComparer.Ordinal);
        foreach (var reading in _steps[..until].SelectMany(step => step.Readings))
        {
            newest[reading.LotId] = reading;
        }

        return new ReplayStep(_steps[until - 1].At, [.. newest.Values]);
    }

    /// <summary>The step after that one, and the recorded time between the two.</summary>
    public (int Next, TimeSpan Gap) After(int step) =>
        step + 1 < _steps.Length ? (step + 1, _steps[step + 1].At - _steps[step].At) : (0, GapAtTheEnd);
}

/// <summary>The readings that were taken at one time.</summary>
internal sealed record ReplayStep(DateTimeOffset At, IReadOnlyList<RecordedReading> Readings);
