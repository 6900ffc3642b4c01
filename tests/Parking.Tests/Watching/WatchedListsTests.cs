using Homing.Parking.Catalogue;
using Homing.Parking.Nearby;
using Homing.Parking.Search;
using Homing.Parking.Watching;
using Homing.Streams;

namespace Homing.Parking.Tests.Watching;

public sealed class WatchedListsTests : IDisposable
{
    // At lot 1988 in Maltepe, and on the other side of the Bosporus and the city.
    private const string Here = "lat=40.9313&lng=29.1161&limit=3";
    private const string FarAway = "lat=41.1&lng=28.6&limit=3";

    private readonly WatchScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void New_watcher_has_the_list_at_once()
    {
        _scene.Report("1988", 50);

        var (watcher, watch) = _scene.Watch(Here);

        var value = Assert.Single(watcher.Values);
        Assert.Equal(_scene.Ask(Here), watcher.LastLots);
        Assert.Equal((RealData.Noon, RealData.Noon), (value.At, watcher.Last.AsOf));
        Assert.False(watch.Recovered);
        Assert.Equal(_scene.Lists.Epoch, watch.Position.Epoch);
        Assert.True(watch.Position.Offset < value.Position.Offset);
    }

    [Fact]
    public void Reading_is_pushed_to_those_whose_list_has_the_lot_and_to_nobody_else()
    {
        var (near, _) = _scene.Watch(Here);
        var (alsoNear, _) = _scene.Watch("lat=40.9320&lng=29.1170&radius_m=500");
        var (far, _) = _scene.Watch(FarAway);

        _scene.Report("1988", 77);
        _scene.Refresh();

        Assert.Equal([2, 2, 1], new[] { near, alsoNear, far }.Select(watcher => watcher.Values.Count));
        Assert.Equal(77, near.Last.Lots[0].Free);
        Assert.Equal(77, alsoNear.Last.Lots[0].Free);
        Assert.True(near.Values[1].Position.Offset > near.Values[0].Position.Offset);
        Assert.Equal(2, _scene.Recomputations("change"));
    }

    [Fact]
    public void Edited_catalogue_is_pushed_to_those_who_see_the_lot_or_saw_it_and_to_nobody_else()
    {
        _scene.Report("1988", 50);
        var (near, _) = _scene.Watch(Here);
        var (far, _) = _scene.Watch(FarAway);
        var lot = RealData.Catalogue.Lots[RealData.NumberOf("1988")];

        _scene.Edit(lot with { Name = "Renamed" });
        Assert.Equal(("Renamed", 50), (near.Last.Lots[0].Name, near.Last.Lots[0].Free));
        Assert.Equal((2, 1), (near.Values.Count, far.Values.Count));

        _scene.Edit(lot with { Latitude = 41.1, Longitude = 28.6 });
        Assert.DoesNotContain(near.Last.Lots, found => found.LotId == "1988");
        Assert.Equal(("1988", 50), (far.Last.Lots[0].LotId, far.Last.Lots[0].Free));

        _scene.Edit(lot);
        Assert.Equal("1988", near.Last.Lots[0].LotId);
        Assert.DoesNotContain(far.Last.Lots, found => found.LotId == "1988");
        Assert.Equal(_scene.Ask(Here), near.LastLots);
        Assert.Equal(_scene.Ask(FarAway), far.LastLots);
    }

    [Fact]
    public void Catalogue_that_says_the_same_again_is_nobodys_news()
    {
        var (watcher, _) = _scene.Watch(Here);

        _scene.Live.Replace(CatalogueReader.ReadFile(Homing.Roles.ShippedFiles.Locate(new ParkingOptions().Catalogue)));
        _scene.Refresh();

        Assert.Single(watcher.Values);
        Assert.Equal(0, _scene.Recomputations("change"));
    }

    [Fact]
    public void Reading_far_away_computes_nothing()
    {
        var (watcher, _) = _scene.Watch(FarAway);

        _scene.Report("1988", 77);
        _scene.Refresh();

        Assert.Single(watcher.Values);
        Assert.Equal((1, 0, 1), (_scene.Recomputations("join"), _scene.Recomputations("change"), _scene.Pushes));
    }

    [Fact]
    public void Many_changes_between_two_steps_are_one_computation_and_one_push()
    {
        var (watcher, _) = _scene.Watch(Here);

        for (var free = 10; free < 60; free++)
        {
            _scene.Report("1988", free);
        }

        _scene.Refresh();
        _scene.Refresh();

        Assert.Equal((2, 1), (watcher.Values.Count, _scene.Recomputations("change")));
        Assert.Equal(59, watcher.Last.Lots[0].Free);
    }

    [Fact]
    public void Reading_that_says_nothing_new_computes_nothing()
    {
        _scene.Report("1988", 77);
        _scene.Watch(Here);
        _scene.Refresh();
        var before = _scene.Recomputations("change");

        _scene.Report("1988", 77);
        _scene.Refresh();

        Assert.Equal(before, _scene.Recomputations("change"));
    }

    [Fact]
    public void Lot_enters_and_leaves_by_its_free_places()
    {
        const string Query = Here + "&min_free=20";
        _scene.Report("1988", 5);
        var (watcher, _) = _scene.Watch(Query);
        Assert.Empty(watcher.Last.Lots);

        _scene.Report("1988", 20);
        _scene.Refresh();
        Assert.Equal("1988", Assert.Single(watcher.Last.Lots).LotId);

        // It is in the list with another number, then out of it.
        _scene.Report("1988", 30);
        _scene.Refresh();
        _scene.Report("1988", 19);
        _scene.Refresh();

        Assert.Empty(watcher.Last.Lots);
        Assert.Equal(4, watcher.Values.Count);
    }

    [Fact]
    public void Lot_that_takes_the_place_of_another_is_watched_from_then_on()
    {
        var lots = RealData.Catalogue.Lots.Index().Where(lot => lot.Item.Type != ParkType.OnStreet)
            .OrderBy(lot => lot.Item.Place.SquaredChordTo(QueryPlace)).Take(3).ToArray();
        foreach (var lot in lots)
        {
            _scene.Report(lot.Index, 40);
        }

        var (watcher, _) = _scene.Watch("lat=40.9313&lng=29.1161&limit=1&min_free=20");
        Assert.Equal(lots[0].Item.Id, watcher.Last.Lots[0].LotId);

        // The list's reach was to the first lot and must grow to the third.
        _scene.Report(lots[0].Index, 3);
        _scene.Report(lots[1].Index, 3);
        _scene.Refresh();
        Assert.Equal(lots[2].Item.Id, watcher.Last.Lots[0].LotId);
        _scene.Report(lots[2].Index, 33);
        _scene.Refresh();

        Assert.Equal(33, watcher.Last.Lots[0].Free);
    }

    [Fact]
    public void Lot_leaves_by_closing_when_its_reading_says_so_and_when_its_hours_end()
    {
        const string Query = "lat=41.04&lng=28.98&limit=100&open_now=true";
        var (watcher, _) = _scene.Watch(Query);
        var street = watcher.Last.Lots.First(lot => lot.WorkHours == "08:00-19:00").LotId;

        _scene.Board.Apply(RealData.NumberOf(street), new(1, null, false, RealData.Noon));
        _scene.Refresh();
        Assert.DoesNotContain(watcher.Last.Lots, lot => lot.LotId == street);

        _scene.Time.Advance(TimeSpan.FromHours(12));
        _scene.Sweep();
        Assert.DoesNotContain(watcher.Last.Lots, lot => lot.WorkHours == "08:00-19:00");
        Assert.Equal(_scene.Ask(Query), watcher.LastLots);
    }

    [Fact]
    public void Live_becomes_stale_in_the_next_sweep()
    {
        _scene.Report("1988", 77);
        var (watcher, _) = _scene.Watch(Here);
        Assert.Equal("live", watcher.Last.Lots[0].Availability);

        _scene.Time.Advance(TimeSpan.FromHours(2));
        _scene.Sweep();
        Assert.Single(watcher.Values);
        _scene.Time.Advance(TimeSpan.FromSeconds(1));
        _scene.Sweep();

        Assert.Equal("stale", watcher.Last.Lots[0].Availability);
        Assert.Equal(2, watcher.Values.Count);
    }

    [Fact]
    public void Sweep_is_spread_evenly_and_leaves_nobody_out()
    {
        Assert.Equal(150, _scene.Lists.SweepSteps);
        for (var list = 0; list < 450; list++)
        {
            _scene.Watch(FormattableString.Invariant($"lat={41 + (0.0001 * list)}&lng=29"));
        }

        for (var step = 1; step <= _scene.Lists.SweepSteps; step++)
        {
            _scene.Refresh();
            Assert.Equal(3 * step, _scene.Recomputations("sweep"));
        }
    }

    [Fact]
    public void Equal_conditions_share_one_list_and_its_bytes()
    {
        var (first, firstWatch) = _scene.Watch(Here);
        var (second, secondWatch) = _scene.Watch("limit=3&open_now=false&lng=29.11610&min_free=0&lat=40.9313&language=tr");
        Assert.Equal(1, _scene.ListCount);

        _scene.Report("1988", 77);
        _scene.Refresh();

        Assert.Equal(1, _scene.Recomputations("change"));
        Assert.Same(first.Values[1], second.Values[1]);
        firstWatch.Dispose();
        firstWatch.Dispose();
        Assert.Equal(1, _scene.ListCount);
        _scene.Report("1988", 78);
        _scene.Refresh();
        Assert.Equal((2, 3), (first.Values.Count, second.Values.Count));
        secondWatch.Dispose();
        Assert.Equal(0, _scene.ListCount);
        var computed = (_scene.Recomputations("change"), _scene.Recomputations("sweep"));
        _scene.Report("1988", 79);
        _scene.Sweep();
        Assert.Equal(computed, (_scene.Recomputations("change"), _scene.Recomputations("sweep")));
    }

    [Fact]
    public void Watcher_that_comes_back_to_an_unchanged_list_has_recovered_and_is_offered_nothing()
    {
        _scene.Watch(Here);
        var (first, firstWatch) = _scene.Watch(Here);
        firstWatch.Dispose();

        var (watcher, watch) = _scene.Watch(Here, first.Values[^1].Position);

        Assert.True(watch.Recovered);
        Assert.Equal(first.Values[^1].Position, watch.Position);
        Assert.Empty(watcher.Values);
        _scene.Report("1988", 77);
        _scene.Refresh();
        Assert.Equal(77, watcher.Last.Lots[0].Free);
    }

    [Fact]
    public void Watcher_that_comes_back_to_a_changed_list_is_told_of_the_gap_and_offered_the_list()
    {
        var (other, _) = _scene.Watch(Here);
        _scene.Report("1988", 77);
        _scene.Refresh();

        AssertGap(other.Values[0].Position, _scene);
    }

    [Fact]
    public void Watcher_that_comes_back_after_all_had_left_is_told_of_the_gap()
    {
        var (first, firstWatch) = _scene.Watch(Here);
        firstWatch.Dispose();

        AssertGap(first.Values[^1].Position, _scene);
    }

    [Fact]
    public void Watcher_that_comes_from_another_run_or_before_its_first_value_or_from_nowhere_is_told_of_the_gap()
    {
        var (first, firstWatch) = _scene.Watch(Here);
        var position = first.Values[^1].Position;
        using var otherRun = new WatchScene();
        otherRun.Watch(Here);

        Assert.NotEqual(_scene.Lists.Epoch, otherRun.Lists.Epoch);
        Assert.InRange(_scene.Lists.Epoch, 1, 1L << 53);
        AssertGap(position, otherRun);
        AssertGap(firstWatch.Position, _scene);
        AssertGap(position with { Offset = position.Offset + 1 }, _scene);
        AssertGap(new ChannelPosition(position.Epoch, 0), _scene);
    }

    [Fact]
    public void One_reading_among_10000_watchers_computes_only_the_lists_in_reach()
    {
        const int Seed = 20260507;
        var random = new Random(Seed);
        var finder = new NearbyFinder(_scene.Board);
        var lot = RealData.NumberOf("1988");
        var place = RealData.Catalogue.Lots[lot].Place;
        var inReach = new List<RecordingWatcher>();
        for (var count = 0; count < 10_000; count++)
        {
            var query = FormattableString.Invariant(
                $"lat={40.8 + (0.4 * random.NextDouble())}&lng={28.6 + (0.8 * random.NextDouble())}&limit={1 + random.Next(10)}");
            var (watcher, _) = _scene.Watch(query);
            var conditions = NearbyConditions.Check(QueryFields.Read(query));
            if (finder.Find(conditions, RealData.Noon).Lots.Any(found => found.Lot.Id == "1988"))
            {
                Assert.True(finder.Find(conditions, RealData.Noon).SquaredReach >= conditions.Place.SquaredChordTo(place));
                inReach.Add(watcher);
            }
        }

        var before = _scene.Pushes;
        _scene.Report(lot, 77);
        _scene.Refresh();

        Assert.InRange(inReach.Count, 10, 500);
        Assert.Equal(inReach.Count, _scene.Recomputations("change"));
        Assert.Equal(inReach.Count, _scene.Pushes - before);
        Assert.All(inReach, watcher => Assert.Equal(2, watcher.Values.Count));
    }

    private static UnitVector QueryPlace => UnitVector.FromDegrees(40.9313, 29.1161);

    private static void AssertGap(ChannelPosition since, WatchScene scene)
    {
        var (watcher, watch) = scene.Watch(Here, since);

        Assert.False(watch.Recovered);
        Assert.Equal(scene.Ask(Here), watcher.LastLots);
        Assert.True(watch.Position.Offset < watcher.Values[0].Position.Offset);
    }
}
