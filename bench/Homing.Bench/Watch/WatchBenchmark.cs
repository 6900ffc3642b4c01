using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Homing.Bench.Support;
using Homing.Parking;
using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Parking.Feed;
using Homing.Parking.Nearby;
using Homing.Parking.Search;
using Homing.Parking.Watching;
using Homing.Roles;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Homing.Bench.Watch;

/// <summary>
/// What a change costs where many watch: recorded readings of the shipped lots, brought to the watchers one by one, a round
/// of readings at once, and by asking again for everyone.
/// </summary>
internal sealed class WatchBenchmark
{
    private const int Seed = 20260507;
    private const int WarmUp = 50;
    private const int EveryoneEach = 25;
    private const int KeptEach = 200;

    private readonly LotCatalogue _catalogue;
    private readonly FakeTimeProvider _time;
    private readonly AvailabilityBoard _board;
    private readonly NearbyHandler _operation;
    private readonly WatchedLists _lists;
    private readonly NearbyQuery[] _queries;
    private readonly NewestWatcher[] _watchers;
    private readonly ReplayTape _tape;
    private readonly List<UnitVector> _changed = [];
    private long _seen;
    private int _step;

    public WatchBenchmark(int watchers, IMeterFactory meters)
    {
        var options = Options.Create(new ParkingOptions());
        var readings = ReadingsFile.Read(ShippedFiles.Locate(options.Value.Readings)).Readings;
        _catalogue = CatalogueReader.ReadFile(ShippedFiles.Locate(options.Value.Catalogue));
        _tape = new ReplayTape(readings);

        // A week in, so that every lot has a reading before it.
        _step = _tape.Count / 2;
        var before = _tape.Before(_step);
        _time = new FakeTimeProvider(before.At);
        var live = new LiveCatalogue();
        live.Replace(_catalogue);
        _board = new AvailabilityBoard(live, PlaceholderLots.Derive(readings), options, _time);
        _operation = new NearbyHandler(_board, live, _time);
        foreach (var reading in before.Readings)
        {
            Apply(reading);
        }

        _lists = new WatchedLists(_board, options, new ParkingMetrics(meters), _time);
        _queries = WatchersAround.Make(_catalogue, watchers, Seed);
        _watchers = [.. _queries.Select((_, number) => new NewestWatcher(number % KeptEach == 0))];
        foreach (var (number, query) in _queries.Index())
        {
            _lists.Join(NearbyConditions.Check(query), null, _watchers[number]);
        }
    }

    public static WatchReport Run(BenchArguments arguments)
    {
        var conditions = Conditions.Now();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var benchmark = new WatchBenchmark(
            arguments.Number("watchers", 100_000), services.GetRequiredService<IMeterFactory>());
        return benchmark.Run(arguments.Number("changes", 400), conditions);
    }

    private WatchReport Run(int changes, Conditions conditions)
    {
        MeasureOneByOne(WarmUp, [], [], []);
        var (times, touched, everyone) = (new List<double>(), new List<int>(), new List<double>());
        MeasureOneByOne(changes, times, touched, everyone);
        var (gatheredChanges, gatheredTouched, gatheredUs) = MeasureGathered();
        var (sorted, everyoneP50) = (times.Order().ToArray(), everyone.Order().ElementAt(everyone.Count / 2));
        return new WatchReport
        {
            Conditions = conditions.Ended(),
            Watchers = _watchers.Length,
            Lots = _catalogue.Lots.Count,
            Changes = times.Count,
            FindUs = Math.Round(MeasureFind(), 2),
            ChangeP50Us = Math.Round(sorted[sorted.Length / 2], 1),
            ChangeMeanUs = Math.Round(times.Average(), 1),
            ChangeP99Us = Math.Round(sorted[(int)(sorted.Length * 0.99)], 1),
            TouchedMean = Math.Round(touched.Average(), 1),
            TouchedMost = touched.Max(),
            EveryoneP50Us = Math.Round(everyoneP50),
            TimesCheaper = Math.Round(everyoneP50 / sorted[sorted.Length / 2], 1),
            GatheredChanges = gatheredChanges,
            GatheredTouched = gatheredTouched,
            GatheredUs = Math.Round(gatheredUs),
            Compared = CompareWithTheOperation(),
        };
    }

    /// <summary>Brings every list up to date, with the time too, so that what follows is of the changes alone.</summary>
    private void Settle()
    {
        _lists.RefreshChanged(CancellationToken.None);
        Sweep();
    }

    /// <summary>
    /// Changes, one by one, to those in reach; and every so often one by asking for everyone, which the sweep's whole turn
    /// is. Both do the same pushes, and see the machine alike.
    /// </summary>
    private void MeasureOneByOne(int changes, List<double> times, List<int> touched, List<double> everyone)
    {
        while (times.Count < changes)
        {
            var step = NextStep();
            Settle();
            TakeChanges();
            foreach (var reading in step.Readings)
            {
                Apply(reading);
                if (times.Count == changes)
                {
                    break;
                }

                // Most readings say what is known, and cost nothing here; they are left out.
                if (TakeChanges() == 0)
                {
                    continue;
                }

                var asksEveryone = times.Count == everyone.Count * EveryoneEach;
                var started = Stopwatch.GetTimestamp();
                var count = asksEveryone ? Sweep() : _lists.RefreshChanged(CancellationToken.None);
                var elapsed = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
                if (asksEveryone)
                {
                    everyone.Add(elapsed);
                    _lists.RefreshChanged(CancellationToken.None);
                }
                else
                {
                    times.Add(elapsed);
                    touched.Add(count);
                }
            }
        }
    }

    private int Sweep()
    {
        for (var step = 0; step < _lists.SweepSteps; step++)
        {
            _lists.RefreshSwept(CancellationToken.None);
        }

        return _watchers.Length;
    }

    private (int Changes, int Touched, double Microseconds) MeasureGathered()
    {
        var step = NextStep();
        Settle();
        TakeChanges();
        foreach (var reading in step.Readings)
        {
            Apply(reading);
        }

        var started = Stopwatch.GetTimestamp();
        var touched = _lists.RefreshChanged(CancellationToken.None);
        return (TakeChanges(), touched, Stopwatch.GetElapsedTime(started).TotalMicroseconds);
    }

    private double MeasureFind()
    {
        var finder = new NearbyFinder(_board);
        var index = new ReachIndex<int>();
        foreach (var (number, query) in _queries.Index())
        {
            var checkedQuery = NearbyConditions.Check(query);
            index.Move(
                index.Add(number, checkedQuery.Place), finder.Find(checkedQuery, _time.GetUtcNow()).SquaredReach);
        }

        var found = new HashSet<int>(_queries.Length);
        var started = Stopwatch.GetTimestamp();
        foreach (var lot in _catalogue.Lots)
        {
            found.Clear();
            index.Find(lot.Place, found);
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / _catalogue.Lots.Count;
    }

    private int CompareWithTheOperation()
    {
        Settle();
        var compared = 0;
        for (var number = 0; number < _queries.Length; number += KeptEach)
        {
            var answer = JsonSerializer.SerializeToUtf8Bytes(
                _operation.Answer(_queries[number]), ParkingJson.Default.NearbyAnswer);
            if (LotsOf(answer) != LotsOf(_watchers[number].Newest!.Body.Span))
            {
                throw new InvalidOperationException($"Watcher {number} has another list than the operation answers.");
            }

            compared++;
        }

        return compared;
    }

    private ReplayStep NextStep()
    {
        (_step, var gap) = _tape.After(_step);
        _time.JumpWallClock(gap);
        return _tape[_step];
    }

    private void Apply(RecordedReading reading) => _board.Apply(
        reading.LotId, new Reading(reading.Free, reading.Capacity, reading.IsOpen, _time.GetUtcNow()));

    private int TakeChanges()
    {
        _changed.Clear();
        _seen = _board.ReadChanges(_seen, _changed, out _);
        return _changed.Count;
    }

    private static string LotsOf(ReadOnlySpan<byte> answer)
    {
        var text = Encoding.UTF8.GetString(answer);
        return text[text.IndexOf("\"lots\":", StringComparison.Ordinal)..];
    }
}
