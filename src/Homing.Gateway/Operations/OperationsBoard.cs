using Homing.Gateway.Answers;
using Homing.Operations;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Operations;

/// <summary>
/// The newest snapshot of each process, and the last minutes of all of them together. A process that is silent is shown as
/// gone, and later left out. Whether one is silent is seen by the clock of this process alone. Thread-safe.
/// </summary>
internal sealed class OperationsBoard
{
    /// <summary>After so many intervals of silence a process counts as gone: three times what a heartbeat takes.</summary>
    public const int SilentIntervals = 15;

    /// <summary>After so many intervals without a word it is left out.</summary>
    public const int ForgottenIntervals = 90;

    /// <summary>How many samples are kept: five minutes of the default interval.</summary>
    public const int HistoryLength = 300;

    // What each process lets go of is let go of by all of them.
    private static readonly string[] Shared = [AnswerWay.Expired, AnswerWay.Evicted];

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<OperationsSample> _history = new(HistoryLength);

    public OperationsBoard(IOptions<OperationsOptions> options, TimeProvider time)
    {
        Interval = options.Value.Interval;
        _time = time;
    }

    public TimeSpan Interval { get; }

    /// <summary>Takes what a process says of itself, or that it stops.</summary>
    public void Take(string processId, ProcessSnapshot? snapshot)
    {
        lock (_gate)
        {
            var heard = _time.GetTimestamp();
            if (snapshot is not null)
            {
                _entries[processId] = new Entry(snapshot with { ProcessId = processId }, heard, HasStopped: false);
            }
            else if (_entries.TryGetValue(processId, out var known))
            {
                _entries[processId] = known with { HeardAt = heard, HasStopped = true };
            }
        }
    }

    /// <summary>Takes a sample of now for the history, and answers the picture without it.</summary>
    public OperationsView Sample()
    {
        lock (_gate)
        {
            foreach (var (id, entry) in _entries)
            {
                if (_time.GetElapsedTime(entry.HeardAt) > Interval * ForgottenIntervals)
                {
                    _entries.Remove(id);
                }
            }

            var view = View();
            if (_history.Count == HistoryLength)
            {
                _history.Dequeue();
            }

            _history.Enqueue(view.Now);
            return view;
        }
    }

    /// <summary>The picture as of now, with its history.</summary>
    public OperationsView Read()
    {
        lock (_gate)
        {
            return View() with { History = [.. _history] };
        }
    }

    private OperationsView View()
    {
        var at = _time.GetUtcNow().UtcDateTime;
        var processes = _entries.Values.Select(Describe)
            .OrderBy(process => process.StartedAt).ThenBy(process => process.ProcessId, StringComparer.Ordinal).ToArray();
        return new OperationsView(at, (int)Interval.TotalMilliseconds, Merge(at, processes), processes);
    }

    private ProcessSnapshot Describe(Entry entry) => entry.Snapshot with
    {
        State = entry.HasStopped ? ProcessState.Stopped
            : _time.GetElapsedTime(entry.HeardAt) > Interval * SilentIntervals ? ProcessState.Gone
            : ProcessState.Live,
    };

    private static OperationsSample Merge(DateTime at, IReadOnlyCollection<ProcessSnapshot> all)
    {
        var living = all.Where(process => process.State == ProcessState.Live).ToArray();
        var gateways = living.SelectMany(process => process.Gateways).ToArray();
        return new OperationsSample(
            at,
            gateways.Sum(gateway => gateway.Connections),
            gateways.Sum(gateway => gateway.InFlight),
            living.SelectMany(process => process.Answers ?? new Dictionary<string, AnswerCount>())
                .GroupBy(answer => answer.Key, answer => answer.Value.PerSecond)
                .Select(way => (Way: way.Key, PerSecond: Shared.Contains(way.Key) ? way.Max() : way.Sum()))
                .Where(way => way.PerSecond > 0)
                .ToDictionary(way => way.Way, way => Math.Round(way.PerSecond, 1)),
            living.Max(process => process.Latency?.P50Ms),
            living.Max(process => process.Latency?.P99Ms),
            [
                .. living.SelectMany(process => process.Lag).GroupBy(lag => (lag.Topic, lag.Group))
                    .OrderBy(lag => lag.Key)
                    .Select(lag => new LagSnapshot(lag.Key.Topic, lag.Key.Group, lag.Max(one => one.Records))),
            ],
            living.Max(process => process.Mailbox?.Answers) ?? 0,
            living.Max(process => process.Mailbox?.Bytes) ?? 0,
            all.Sum(process => process.DeadLetters),
            all.Sum(process => process.LeasesLost));
    }

    private sealed record Entry(ProcessSnapshot Snapshot, long HeardAt, bool HasStopped);
}
