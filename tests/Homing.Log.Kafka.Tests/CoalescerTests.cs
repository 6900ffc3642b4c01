namespace Homing.Log.Kafka.Tests;

public sealed class CoalescerTests
{
    private readonly List<(string[] Keys, TaskCompletionSource<IReadOnlyDictionary<string, Answer<int>>> Answer)> _rounds = [];

    [Fact]
    public async Task Those_who_ask_during_a_question_share_the_next_one()
    {
        var coalescer = NewCoalescer();
        var first = coalescer.AskAsync("a", TestContext.Current.CancellationToken).AsTask();
        var second = coalescer.AskAsync("a", TestContext.Current.CancellationToken).AsTask();
        var third = coalescer.AskAsync("b", TestContext.Current.CancellationToken).AsTask();

        Answer(0, ("a", 1));
        Assert.Equal(1, await first);
        Assert.False(second.IsCompleted);
        Assert.Equal(["a", "b"], _rounds[1].Keys.Order());
        Answer(1, ("a", 2));

        Assert.Equal(2, await second);
        Assert.Equal(0, await third);
        Assert.Equal(2, _rounds.Count);
    }

    [Fact]
    public async Task A_question_that_fails_fails_for_those_who_asked_it_alone()
    {
        var coalescer = NewCoalescer();
        var first = coalescer.AskAsync("a", TestContext.Current.CancellationToken).AsTask();
        var second = coalescer.AskAsync("a", TestContext.Current.CancellationToken).AsTask();

        _rounds[0].Answer.SetException(KafkaErrors.Closed());
        await Assert.ThrowsAsync<LogException>(() => first);
        Answer(1, ("a", 2));

        Assert.Equal(2, await second);
    }

    [Fact]
    public async Task Who_gives_up_does_not_end_the_question_of_the_others()
    {
        var coalescer = NewCoalescer();
        using var impatient = new CancellationTokenSource();
        var first = coalescer.AskAsync("a", impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var second = coalescer.AskAsync("a", TestContext.Current.CancellationToken).AsTask();

        Answer(0, ("a", 1));
        Answer(1, ("a", 2));

        Assert.Equal(2, await second);
    }

    private Coalescer<string, int> NewCoalescer() => new(keys =>
    {
        var answer = new TaskCompletionSource<IReadOnlyDictionary<string, Answer<int>>>();
        _rounds.Add(([.. keys], answer));
        return answer.Task;
    });

    private void Answer(int round, params (string Key, int Value)[] answers) =>
        _rounds[round].Answer.SetResult(answers.ToDictionary(answer => answer.Key, answer => new Answer<int>(answer.Value)));
}
