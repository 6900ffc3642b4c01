using FsCheck;
using FsCheck.Fluent;
using Homing.Log;

namespace Homing.Core.Tests.Log;

public sealed class PositionTrackerTests
{
    [Fact]
    public void Position_moves_only_over_what_is_all_done()
    {
        var moves = new List<long>();
        var tracker = new PositionTracker(moves.Add);
        var tickets = new[] { 10L, 11, 15, 16 }.Select(tracker.Add).ToArray();

        tracker.Complete(tickets[1]);
        tracker.Complete(tickets[2]);
        Assert.Empty(moves);
        tracker.Complete(tickets[0]);
        tracker.Complete(tickets[3]);

        Assert.Equal([16, 17], moves);
        Assert.Equal(0, tracker.Count);
    }

    [Fact]
    public void Completing_twice_changes_nothing()
    {
        var moves = new List<long>();
        var tracker = new PositionTracker(moves.Add);
        var first = tracker.Add(0);
        tracker.Add(1);

        tracker.Complete(first);
        tracker.Complete(first);

        Assert.Equal([1], moves);
        Assert.Equal(1, tracker.Count);
    }

    [Fact]
    public void Any_order_of_completion_ends_behind_the_last_and_never_goes_back() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            Gen.Choose(1, 300).SelectMany(count => Gen.Shuffle(Enumerable.Range(0, count).ToArray())).ToArbitrary(),
            order =>
            {
                var moves = new List<long>();
                var tracker = new PositionTracker(moves.Add);
                var tickets = order.Order().Select(number => tracker.Add(number * 3L)).ToArray();
                var done = new HashSet<int>();
                foreach (var number in order)
                {
                    tracker.Complete(tickets[number]);
                    done.Add(number);
                    var contiguous = Enumerable.Range(0, order.Length).TakeWhile(done.Contains).Count();
                    if ((moves.Count == 0 ? 0 : ((moves[^1] - 1) / 3) + 1) != contiguous)
                    {
                        return false;
                    }
                }

                return moves.SequenceEqual(moves.Order()) && moves[^1] == ((order.Length - 1) * 3L) + 1;
            }));
}
