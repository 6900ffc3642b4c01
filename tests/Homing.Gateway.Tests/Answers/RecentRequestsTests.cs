using Homing.Gateway.Answers;
using Homing.Messages;

namespace Homing.Gateway.Tests.Answers;

public sealed class RecentRequestsTests
{
    private const int Capacity = 65_536;
    private readonly RecentRequests _recent = new();

    [Fact]
    public void Last_word_counts_and_what_was_taken_back_is_not_known()
    {
        Assert.Null(_recent.StateOf(Request(1)));
        _recent.Add(Request(1), RequestState.Expired);
        _recent.Add(Request(1), RequestState.Answered);
        Assert.Equal(RequestState.Answered, _recent.StateOf(Request(1)));

        _recent.Remove(Request(1));

        Assert.Null(_recent.StateOf(Request(1)));
        Assert.Null(_recent.StateOf(new RequestKey("another client", "r1")));
    }

    [Fact]
    public void What_was_sent_is_not_settled_until_somebody_says_so_and_then_it_stays_settled()
    {
        _recent.AddSent(Request(1));
        Assert.Equal(RequestState.Answered, _recent.StateOf(Request(1)));
        Assert.False(_recent.IsSettled(Request(1)));
        _recent.RemoveSent(Request(1));
        Assert.Null(_recent.StateOf(Request(1)));

        _recent.AddSent(Request(1));
        _recent.Add(Request(1), RequestState.Answered);
        _recent.RemoveSent(Request(1));

        Assert.True(_recent.IsSettled(Request(1)));
    }

    [Fact]
    public void Oldest_is_forgotten_when_there_are_too_many()
    {
        for (var number = 0; number <= Capacity; number++)
        {
            _recent.Add(Request(number), RequestState.Answered);
        }

        Assert.Null(_recent.StateOf(Request(0)));
        Assert.NotNull(_recent.StateOf(Request(1)));
        Assert.NotNull(_recent.StateOf(Request(Capacity)));
    }

    [Fact]
    public void What_was_taken_back_and_said_again_is_as_young_as_the_last_word()
    {
        _recent.Add(Request(0), RequestState.Answered);
        for (var number = 1; number < Capacity; number++)
        {
            _recent.Add(Request(number), RequestState.Answered);
        }

        _recent.Remove(Request(0));
        _recent.Add(Request(0), RequestState.Answered);
        _recent.Add(Request(Capacity), RequestState.Answered);

        Assert.Equal(RequestState.Answered, _recent.StateOf(Request(0)));
    }

    private static RequestKey Request(int number) => new("c1", $"r{number}");
}
