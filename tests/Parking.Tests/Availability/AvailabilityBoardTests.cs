using Homing.Parking.Availability;
using Homing.Parking.Catalogue;

namespace Homing.Parking.Tests.Availability;

public sealed class AvailabilityBoardTests
{
    // Open lot, never closes; along a street, 08:00-18:30; counter that never moved from 0.
    private static readonly int Open = RealData.NumberOf("1988");
    private static readonly int Street = RealData.NumberOf("2");

    private static Reading At(DateTimeOffset time, int free, bool? open = true) => new(free, null, open, time);

    [Fact]
    public void Lot_without_a_reading_is_unknown_and_never_free_or_full()
    {
        var (board, _) = RealData.NewBoard();

        var status = board.Read(Open, RealData.Noon);

        Assert.Equal((Trust.Unknown, null, 5022), (status.Trust, status.Free, status.Capacity));
    }

    [Fact]
    public void Reading_is_live_then_stale()
    {
        var (board, _) = RealData.NewBoard();

        Assert.Equal(ReadingOutcome.Applied, board.Apply(Open, At(RealData.Noon, 100)));

        Assert.Equal(Trust.Live, board.Read(Open, RealData.Noon.AddHours(2)).Trust);
        var later = board.Read(Open, RealData.Noon.AddHours(2).AddSeconds(1));
        Assert.Equal((Trust.Stale, 100), (later.Trust, later.Free));
    }

    [Fact]
    public void Reading_from_the_future_or_older_than_the_newest_changes_nothing()
    {
        var (board, _) = RealData.NewBoard();
        board.Apply(Open, At(RealData.Noon, 100));

        Assert.Equal(ReadingOutcome.FromTheFuture, board.Apply(Open, At(RealData.Noon.AddMinutes(3), 1)));
        Assert.Equal(ReadingOutcome.Older, board.Apply(Open, At(RealData.Noon.AddMinutes(-1), 2)));
        Assert.Equal(100, board.Read(Open, RealData.Noon).Free);
    }

    [Fact]
    public void One_free_place_along_a_street_is_a_placeholder_and_any_other_number_is_not()
    {
        var (board, _) = RealData.NewBoard();

        board.Apply(Street, At(RealData.Noon, 1));
        Assert.Equal((Trust.Unknown, null), (board.Read(Street, RealData.Noon).Trust, board.Read(Street, RealData.Noon).Free));

        board.Apply(Street, At(RealData.Noon, 7));
        Assert.Equal((Trust.Live, 7), (board.Read(Street, RealData.Noon).Trust, board.Read(Street, RealData.Noon).Free));
    }

    [Fact]
    public void Counter_that_never_moved_is_unknown_until_it_moves()
    {
        var (board, _) = RealData.NewBoard();
        var placeholders = PlaceholderLots.Derive(RealData.Readings.Readings);
        var stuck = RealData.Catalogue.Lots.Index()
            .First(lot => lot.Item.Type == ParkType.Covered && placeholders.IsPlaceholder(lot.Item, 0, false)).Index;

        Assert.Equal(38, RealData.Catalogue.Lots.Count(lot => lot.Type != ParkType.OnStreet
            && (placeholders.IsPlaceholder(lot, 0, false) || placeholders.IsPlaceholder(lot, 1, false))));
        board.Apply(stuck, At(RealData.Noon, 0));
        Assert.Null(board.Read(stuck, RealData.Noon).Free);
        board.Apply(stuck, At(RealData.Noon, 12));
        Assert.Equal(12, board.Read(stuck, RealData.Noon).Free);
        board.Apply(stuck, At(RealData.Noon, 0));
        Assert.Equal(0, board.Read(stuck, RealData.Noon).Free);
    }

    [Fact]
    public void Reading_of_a_lot_goes_with_it_through_changes_of_the_catalogue_and_waits_while_it_is_gone()
    {
        var live = new LiveCatalogue();
        var board = RealData.NewBoard(live, new Homing.Testing.FakeTimeProvider(RealData.Noon));
        Assert.Equal(ReadingOutcome.UnknownLot, board.Apply("1988", At(RealData.Noon, 7)));

        live.Replace(RealData.Catalogue);
        Assert.Equal(7, board.Read(Open, RealData.Noon).Free);

        live.Replace(LotCatalogue.Empty);
        Assert.Empty(board.Current.Catalogue.Lots);
        Assert.Equal(ReadingOutcome.UnknownLot, board.Apply("1988", At(RealData.Noon.AddMinutes(-1), 3)));

        live.Replace(RealData.Catalogue);
        Assert.Equal(7, board.Read(Open, RealData.Noon).Free);

        board.Clear("1988");
        Assert.Null(board.Read(Open, RealData.Noon).Free);
    }

    [Fact]
    public void Lot_that_never_closes_is_open_whatever_it_says()
    {
        var (board, _) = RealData.NewBoard();
        board.Apply(Open, At(RealData.Noon, 5, open: false));

        Assert.True(board.Read(Open, RealData.Noon).Open);
    }

    [Fact]
    public void Lot_with_hours_is_open_within_them_unless_it_says_otherwise_since_it_opened()
    {
        var (board, _) = RealData.NewBoard();
        var opening = new DateTimeOffset(2026, 5, 7, 5, 0, 0, TimeSpan.Zero);

        Assert.True(board.Read(Street, opening).Open);
        Assert.False(board.Read(Street, opening.AddMinutes(-1)).Open);
        board.Apply(Street, At(opening.AddMinutes(-5), 1, open: false));
        Assert.True(board.Read(Street, opening).Open);
        board.Apply(Street, At(opening.AddMinutes(5), 1, open: false));
        Assert.False(board.Read(Street, opening.AddMinutes(6)).Open);
        Assert.True(board.Read(Street, opening.AddHours(3)).Open);
    }

    [Fact]
    public void Every_shipped_reading_is_taken_in()
    {
        var (board, time) = RealData.NewBoard(RealData.Readings.Readings[^1].At);
        foreach (var recorded in RealData.Readings.Readings)
        {
            var reading = new Reading(recorded.Free, recorded.Capacity, recorded.IsOpen, recorded.At);
            Assert.Equal(ReadingOutcome.Applied, board.Apply(RealData.NumberOf(recorded.LotId), reading));
        }

        Assert.Equal(102_594, RealData.Readings.Readings.Count);
        Assert.Empty(RealData.Readings.BadLines);
        var statuses = RealData.Catalogue.Lots.Index().Select(lot => board.Read(lot.Index, time.GetUtcNow())).ToArray();
        Assert.All(statuses, status => Assert.Equal(status.Trust == Trust.Unknown, status.Free is null));
        Assert.InRange(statuses.Count(status => status.Trust == Trust.Live), 150, 250);
    }
}
