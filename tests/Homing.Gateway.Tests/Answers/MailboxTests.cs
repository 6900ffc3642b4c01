using Homing.Gateway.Connections;
using Homing.Messages;

namespace Homing.Gateway.Tests.Answers;

public sealed class MailboxTests : IAsyncLifetime
{
    private MailboxKit _kit = null!;

    public async ValueTask InitializeAsync() => _kit = await MailboxKit.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _kit.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Answer_is_sent_to_a_client_who_is_here_and_stays_until_it_is_acknowledged()
    {
        var visit = _kit.Connect("c1", "r1");

        _kit.Add("c1", "r1");
        Assert.Equal(["r1"], visit.Answers);
        Assert.Equal(1, _kit.Mailbox.Count);
        Assert.True(visit.TryAcknowledge(1));

        Assert.Equal((0, 0L), (_kit.Mailbox.Count, _kit.Mailbox.Bytes));
    }

    [Fact]
    public void Answer_waits_for_a_client_who_does_not_wait_for_it_and_for_one_who_is_away()
    {
        var visit = _kit.Connect("c1", "other");

        _kit.Add("c1", "r1");
        _kit.Add("c2", "r1");

        Assert.Empty(visit.Answers);
        Assert.Equal(2, _kit.Mailbox.Count);
        Assert.Equal(["r1"], _kit.Connect("c2", null).Answers);
    }

    [Fact]
    public void Answer_that_was_not_acknowledged_goes_to_the_next_connection_and_one_that_was_does_not()
    {
        _kit.Add("c1", "r1");
        _kit.Add("c1", "r2");
        var first = _kit.Connect("c1", null);
        first.TryAcknowledge(1);

        first.End();
        var second = _kit.Connect("c1", null);

        Assert.Equal(["r1", "r2"], first.Answers);
        Assert.Equal(["r2"], second.Answers);
    }

    [Fact]
    public void Newer_connection_gets_what_the_older_had_not_acknowledged_once()
    {
        _kit.Add("c1", "r1");
        var older = _kit.Connect("c1", null);
        var newer = _kit.Connect("c1", null);

        older.End();

        Assert.Equal(["r1"], newer.Answers);
    }

    [Fact]
    public void Answer_that_another_gateway_settled_is_sent_to_nobody_even_if_it_is_broadcast_again()
    {
        _kit.Add("c1", "r1");

        _kit.Mailbox.Settle(new RequestKey("c1", "r1"));
        _kit.Add("c1", "r1");

        Assert.Equal(0, _kit.Mailbox.Count);
        Assert.Empty(_kit.Connect("c1", null).Answers);
    }

    [Fact]
    public void Connection_that_ends_after_another_gateway_settled_its_answer_does_not_bring_it_back()
    {
        _kit.Add("c1", "r1");
        var stale = _kit.Connect("c1", null);

        _kit.Mailbox.Settle(new RequestKey("c1", "r1"));
        stale.End();
        _kit.Add("c1", "r1");

        Assert.Equal(0, _kit.Mailbox.Count);
    }

    [Fact]
    public void Settling_before_the_answer_comes_lets_it_go_too()
    {
        _kit.Mailbox.Settle(new RequestKey("c1", "r1"));
        _kit.Add("c1", "r1");

        Assert.Equal(0, _kit.Mailbox.Count);
    }

    [Fact]
    public void Answer_that_is_broadcast_twice_waits_once()
    {
        _kit.Add("c1", "r1");
        _kit.Add("c1", "r1");

        Assert.Equal(1, _kit.Mailbox.Count);
        Assert.Equal(["r1"], _kit.Connect("c1", null).Answers);
    }

    [Fact]
    public void Answer_expires_when_its_time_is_over_and_not_before()
    {
        _kit.Add("c1", "r1", seconds: 10);
        _kit.Add("c1", "r2", seconds: 20);

        _kit.Time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        _kit.Mailbox.Expire(_kit.Time.GetUtcNow());
        Assert.Equal(2, _kit.Mailbox.Count);
        _kit.Time.Advance(TimeSpan.FromTicks(1));
        _kit.Mailbox.Expire(_kit.Time.GetUtcNow());

        Assert.Equal(["r2"], _kit.Connect("c1", null).Answers);
    }

    [Fact]
    public async Task Too_many_answers_throw_out_the_oldest_of_all()
    {
        using var kit = await MailboxKit.CreateAsync(new GatewayOptions { MaxMailboxAnswers = 2 });

        kit.Add("c1", "r1");
        kit.Add("c2", "r2");
        kit.Add("c1", "r3");

        Assert.Equal(2, kit.Mailbox.Count);
        Assert.Equal(["r3"], kit.Connect("c1", null).Answers);
        Assert.Equal(["r2"], kit.Connect("c2", null).Answers);
    }

    [Fact]
    public async Task Too_many_bytes_throw_out_as_many_of_the_oldest_as_it_takes()
    {
        using var kit = await MailboxKit.CreateAsync(new GatewayOptions { MaxMailboxBytes = 10_000 });

        kit.Add("c1", "r1", bytes: 3000);
        kit.Add("c1", "r2", bytes: 3000);
        kit.Add("c1", "r3", bytes: 9000);
        Assert.Equal(["r3"], kit.Connect("c1", null).Answers);

        // One that is larger than the whole mailbox does not stay, and leaves nothing behind.
        kit.Add("c2", "r4", bytes: 20_000);
        Assert.Equal((0, 0L), (kit.Mailbox.Count, kit.Mailbox.Bytes));
    }

    [Fact]
    public void Answer_that_is_asked_for_is_sent_once_a_connection()
    {
        _kit.Add("c1", "r1");
        var visit = _kit.Connect("c1");
        Assert.Empty(visit.Answers);

        visit.Connection.TryBegin(new PendingRequest { Id = "r1", Deadline = _kit.Time.GetUtcNow() + TimeSpan.FromSeconds(5) });
        Assert.True(_kit.Mailbox.TrySend("r1", visit.Connection));
        Assert.True(_kit.Mailbox.TrySend("r1", visit.Connection));
        Assert.False(_kit.Mailbox.TrySend("r2", visit.Connection));

        Assert.Equal(["r1"], visit.Answers);
    }

    [Fact]
    public async Task Nothing_is_sent_under_a_lease_that_has_ended()
    {
        var visit = _kit.Connect("c1", null);
        _kit.Add("c1", "r1");
        await _kit.Lease.DisposeAsync();

        _kit.Add("c1", "r2");

        Assert.Equal(["r1"], visit.Answers);
        Assert.Empty(_kit.Connect("c2", null).Answers);
        Assert.Equal(2, _kit.Mailbox.Count);
    }

    [Fact]
    public async Task Acknowledging_tells_the_other_gateways_and_abandoning_tells_nobody()
    {
        await _kit.EnsureTopicsAsync();
        _kit.Add("c1", "r1");
        _kit.Connect("c1", null).End();
        Assert.Equal(0, await BroadcastEndAsync());

        _kit.Connect("c1", null).TryAcknowledge(1);
        await _kit.Handover.FlushAsync();

        Assert.Equal(1, await BroadcastEndAsync());
    }

    private async Task<long> BroadcastEndAsync() =>
        (await _kit.Log.DescribeTopicAsync(Topics.ClientResponseBroadcast, TestContext.Current.CancellationToken))!
            .Partitions.Sum(range => range.End);
}
