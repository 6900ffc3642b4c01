using System.Collections.Concurrent;
using Confluent.Kafka;
using Homing.Kafka.MockCluster;

namespace Homing.Log.Kafka.Tests;

public sealed class GroupTests : ClusterTest
{
    [Fact]
    public async Task Nothing_is_lost_while_members_come_and_go()
    {
        const int Records = 3000;
        var seen = new ConcurrentDictionary<string, int>();
        var appending = AppendManyAsync(Records);
        using var done = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var staying = RunMemberAsync(await OpenAsync(Options), seen, Records, int.MaxValue, done);
        for (var member = 0; member < 3; member++)
        {
            // Each leaves after some records, and stores no more than half of what it saw.
            await RunMemberAsync(await OpenAsync(Options), seen, Records, 50, done);
        }

        await appending;
        await staying;

        Assert.Equal(Enumerable.Range(0, Records).Select(i => "v" + i).Order(), seen.Keys.Order());
    }

    [Fact]
    public async Task Positions_are_durable_before_a_partition_is_given_away()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => AppendAsync("k" + i, "v" + i).AsTask()));
        for (var attempt = 1; ; attempt++)
        {
            var (stored, start) = await GiveAwayAsync("g" + attempt);
            if (stored == start)
            {
                return;
            }

            // A broker takes no position while the group changes once more, as it may on a busy machine: then the records
            // come again, and the log says so.
            Assert.NotEqual(0, Lines.Count(EventIds.PositionsNotCommitted));
            Assert.True(attempt < 5, "Five times out of five a position was not durable.");
        }
    }

    [Fact]
    public async Task A_group_follows_its_coordinator()
    {
        await AppendAsync("k", "v0");
        await using var member = Log.OpenGroupReader("t", "g", StartAt.Beginning);
        var batch = await member.ReadAsync(Soon);
        for (var broker = 1; broker <= 3; broker++)
        {
            Cluster.SetCoordinator("g", broker);
            member.Store(batch.Partition, batch.Generation, broker);
            await member.FlushAsync(Soon);
            Assert.Equal(broker, await Log.GetStoredPositionAsync("t", "g", batch.Partition, Soon));
        }
    }

    [Theory]
    [InlineData(ErrorCode.NotCoordinatorForGroup)]
    [InlineData(ErrorCode.GroupLoadInProgress)]
    [InlineData(ErrorCode.RequestTimedOut)]
    public async Task Storing_a_position_is_tried_again(ErrorCode error)
    {
        await AppendAsync("k", "v0");
        await using var member = Log.OpenGroupReader("t", "g", StartAt.Beginning);
        var batch = await member.ReadAsync(Soon);
        Cluster.PushErrors(KafkaApi.OffsetCommit, error, error);

        member.Store(batch.Partition, batch.Generation, 1);
        await member.FlushAsync(Soon);

        Assert.Equal(1, await Log.GetStoredPositionAsync("t", "g", batch.Partition, Soon));
    }

    [Fact]
    public async Task A_member_that_lost_its_place_joins_again()
    {
        await AppendAsync("k", "v0");
        await using var member = Log.OpenGroupReader("t", "g", StartAt.Beginning);
        var batch = await member.ReadAsync(Soon);
        Cluster.PushErrors(KafkaApi.Heartbeat, ErrorCode.UnknownMemberId);
        await Lines.WaitForAsync(EventIds.PartitionsLost);
        member.Store(batch.Partition, batch.Generation, 1);
        await member.FlushAsync(Soon);
        Assert.Null(await Log.GetStoredPositionAsync("t", "g", batch.Partition, Soon));

        var again = await member.ReadAsync(Soon);

        Assert.Equal(0, again.Records.Span[0].Offset);
        Assert.True(again.Generation > batch.Generation);
    }

    [Fact]
    public async Task A_refused_group_is_told_as_that()
    {
        Cluster.PushErrors(KafkaApi.OffsetFetch, ErrorCode.GroupAuthorizationFailed);

        var exception = await Assert.ThrowsAsync<LogException>(async () => await Log.GetStoredPositionAsync("t", "g", 0, Soon));

        Assert.Equal(LogError.Unauthorized, exception.Error);
        Assert.Contains("group g", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_positions_asked_for_by_many_are_asked_for_once_each_round()
    {
        await AppendAsync("k", "v0");
        Cluster.CountRequests();

        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Log.GetStoredPositionAsync("t", "g", i % 3, Soon).AsTask()));

        var asked = Cluster.Requests(KafkaApi.OffsetFetch);
        Assert.True(asked < 500, $"{asked} questions");
    }

    [Fact]
    public async Task A_group_without_a_position_starts_where_it_is_told()
    {
        for (var i = 0; i < 5; i++)
        {
            await AppendAsync("k", "v" + i);
        }

        await using var member = Log.OpenGroupReader("t", "late", StartAt.At(3));
        Assert.Equal(["v3", "v4"], await TakeAsync(member, 2));
    }

    private async Task AppendManyAsync(int records)
    {
        for (var i = 0; i < records; i += 100)
        {
            await Task.WhenAll(Enumerable.Range(i, 100).Select(n => AppendAsync("k" + n, "v" + n).AsTask()));
        }
    }

    private static async Task RunMemberAsync(
        KafkaLog log, ConcurrentDictionary<string, int> seen, int all, int most, CancellationTokenSource done)
    {
        await using var member = log.OpenGroupReader("t", "g", StartAt.Beginning);
        var mine = 0;
        try
        {
            while (mine < most && seen.Count < all)
            {
                var batch = await member.ReadAsync(done.Token);
                foreach (var record in batch.Records.Span)
                {
                    seen.AddOrUpdate(Text(record), 1, (_, count) => count + 1);
                }

                mine += batch.Records.Length;
                member.Store(batch.Partition, batch.Generation, batch.Records.Span[batch.Records.Length / 2].Offset);
            }

            if (seen.Count >= all)
            {
                await done.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Somebody else saw the last one, or it takes too long and the test says what is missing.
        }
    }

    // Answers up to where the first member had stored in the partition that it gave away, and where the second began.
    private async Task<(long Stored, long Start)> GiveAwayAsync(string group)
    {
        var options = Options;
        options.PositionFlushInterval = TimeSpan.FromMinutes(1);
        var log = await OpenAsync(options);
        await using var first = log.OpenGroupReader("t", group, StartAt.Beginning);
        var stored = new Dictionary<int, long>();
        for (var taken = 0; taken < 300;)
        {
            var batch = await first.ReadAsync(Soon);
            taken += batch.Records.Length;
            stored[batch.Partition] = batch.Records.Span[^1].Offset + 1;
            first.Store(batch.Partition, batch.Generation, stored[batch.Partition]);
        }

        // No flush, and no time for one: only giving a partition away makes its position durable.
        await using var second = (await OpenAsync(options)).OpenGroupReader("t", group, StartAt.Beginning);
        var reading = second.ReadAsync(Soon).AsTask();
        var next = 300;
        while (!reading.IsCompleted)
        {
            await AppendAsync("k" + next, "v" + next);
            next++;
        }

        var moved = await reading;
        return (stored[moved.Partition], moved.Records.Span[0].Offset);
    }
}
