using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Parking.Search;
using Homing.Streams;

namespace Homing.Parking.Tests.Watching;

/// <summary>Whatever happened, a watcher has what the operation answers now.</summary>
public sealed class WatchEquivalenceTests
{
    private const int Lots = 40;

    /// <summary>The lots around one place, nearest first, so that watchers and changes meet often.</summary>
    private static readonly int[] LotsAround = [.. RealData.Catalogue.Lots.Index()
        .OrderBy(lot => lot.Item.Place.SquaredChordTo(UnitVector.FromDegrees(41.037, 28.985)))
        .Take(Lots)
        .Select(lot => lot.Index)];

    [Fact]
    public void After_any_sequence_every_watcher_has_what_the_operation_answers() => Seeds.ForAny(150, seed =>
    {
        var random = new Random(seed);
        using var scene = new WatchScene(RealData.Noon.AddHours(random.Next(24)));
        var watching = new List<(string Query, RecordingWatcher Watcher, IChannelWatch Watch)>();
        for (var step = 0; step < 60; step++)
        {
            switch (random.Next(8))
            {
                case 0 or 1:
                    var query = AnyQuery(random);
                    var (watcher, watch) = scene.Watch(query);
                    watching.Add((query, watcher, watch));
                    break;
                case 2 when watching.Count > 0:
                    var leaving = random.Next(watching.Count);
                    watching[leaving].Watch.Dispose();
                    watching.RemoveAt(leaving);
                    break;
                case 3:
                    scene.Board.Clear(RealData.Catalogue.Lots[LotsAround[random.Next(Lots)]].Id);
                    break;
                case 4 when random.Next(4) == 0:
                    scene.Time.Advance(TimeSpan.FromMinutes(random.Next(300)));
                    scene.Sweep();
                    AssertUpToDate(scene, watching);
                    break;
                case 5:
                    scene.Refresh();
                    AssertUpToDate(scene, watching);
                    break;
                default:
                    Report(scene, random);
                    break;
            }
        }

        scene.Refresh();
        AssertUpToDate(scene, watching);
    });

    [Fact]
    public async Task Beside_readings_and_comings_and_goings_nothing_is_missed_or_out_of_order()
    {
        using var scene = new WatchScene();
        using var over = new CancellationTokenSource();
        var cancelled = TestContext.Current.CancellationToken;
        var stayed = new List<(string Query, RecordingWatcher Watcher, IChannelWatch Watch)>();
        var reporting = Task.Run(() => Repeat(1, random => Report(scene, random)), cancelled);
        var refreshing = Task.Run(() => Repeat(2, _ => scene.Refresh()), cancelled);

        var comings = new Random(3);
        // On a busy machine the others may start late; the test is about what happens beside them.
        for (var count = 0; count < 3000 || scene.Recomputations("change") == 0; count++)
        {
            var query = AnyQuery(comings);
            var (watcher, watch) = scene.Watch(query);
            if (count % 10 == 0 && stayed.Count < 300)
            {
                stayed.Add((query, watcher, watch));
            }
            else
            {
                watch.Dispose();
            }
        }

        await over.CancelAsync();
        await Task.WhenAll(reporting, refreshing);
        scene.Refresh();

        AssertUpToDate(scene, stayed);

        void Repeat(int seed, Action<Random> action)
        {
            var random = new Random(seed);
            while (!over.IsCancellationRequested)
            {
                action(random);
            }
        }
    }

    [Fact]
    public async Task Change_while_a_list_is_computed_for_the_first_time_is_not_missed()
    {
        using var scene = new WatchScene();
        using var start = new Barrier(2);
        for (var round = 0; round < 3000; round++)
        {
            var (lot, free) = (LotsAround[round % Lots], 10 + (round / Lots % 50));
            var place = RealData.Catalogue.Lots[lot];
            var query = FormattableString.Invariant(
                $"lat={place.Latitude + (1e-7 * round)}&lng={place.Longitude}&limit=100");
            var changing = Task.Run(
                () =>
                {
                    start.SignalAndWait();
                    scene.Report(lot, free);
                    scene.Refresh();
                },
                TestContext.Current.CancellationToken);
            start.SignalAndWait(TestContext.Current.CancellationToken);
            var (watcher, watch) = scene.Watch(query);
            await changing;

            scene.Refresh();
            Assert.Equal(scene.Ask(query), watcher.LastLots);
            watch.Dispose();
        }
    }

    private static void AssertUpToDate(
        WatchScene scene, List<(string Query, RecordingWatcher Watcher, IChannelWatch Watch)> watching)
    {
        foreach (var (query, watcher, _) in watching)
        {
            Assert.False(watcher.IsDisturbed, query);
            Assert.Equal(scene.Ask(query), watcher.LastLots);
        }
    }

    private static void Report(WatchScene scene, Random random) => scene.Board.Apply(
        LotsAround[random.Next(Lots)],
        new Reading(
            random.Next(random.Next(2) == 0 ? 3 : 60),
            random.Next(3) == 0 ? random.Next(1, 100) : null,
            random.Next(4) switch { 0 => false, 1 => null, _ => true },
            scene.Time.GetUtcNow().AddMinutes(-random.Next(200))));

    private static string AnyQuery(Random random)
    {
        // Few places, so that lists are shared now and then.
        var lot = RealData.Catalogue.Lots[LotsAround[random.Next(Lots)]];
        var fields = new List<string>
        {
            FormattableString.Invariant($"lat={lot.Latitude + (0.002 * random.Next(3))}&lng={lot.Longitude}"),
        };
        AddSometimes("limit", () => $"{random.Next(1, 12)}");
        AddSometimes("radius_m", () => $"{random.Next(1, 2000)}");
        AddSometimes("min_free", () => $"{random.Next(0, 40)}");
        AddSometimes("open_now", () => "true");
        AddSometimes("stay_minutes", () => $"{random.Next(1, 600)}");
        AddSometimes("park_type", () => Uri.EscapeDataString(ParkTypes.NameOf((ParkType)random.Next(3))));
        return string.Join('&', fields);

        void AddSometimes(string name, Func<string> value)
        {
            if (random.Next(3) == 0)
            {
                fields.Add($"{name}={value()}");
            }
        }
    }
}
