using Confluent.Kafka;
using Homing.Kafka.MockCluster;

namespace Homing.Log.Kafka.Tests;

public sealed class ReadTests : ClusterTest
{
    [Fact]
    public async Task Readers_wait_while_no_broker_answers_and_say_so_once()
    {
        await AppendAsync("k", "v0");
        await using var reader = Log.OpenReader("t", StartAt.Beginning);
        Assert.Equal(["v0"], await TakeAsync(reader, 1));
        StopBrokers();
        await Lines.WaitForAsync(EventIds.Unreachable);
        var waiting = TakeAsync(reader, 1);

        StartBrokers();
        await AppendAsync("k", "v1");

        Assert.Equal(["v1"], await waiting);
        Assert.Equal(1, Lines.Count(EventIds.Unreachable));
    }

    [Fact]
    public async Task A_log_is_closed_while_no_broker_answers()
    {
        await AppendAsync("k", "v0");
        var member = Log.OpenGroupReader("t", "g", StartAt.Beginning);
        var batch = await member.ReadAsync(Soon);
        await using var reader = Log.OpenReader("t", StartAt.Beginning);
        Assert.Equal(["v0"], await TakeAsync(reader, 1));
        StopBrokers();
        await Lines.WaitForAsync(EventIds.Unreachable);
        member.Store(batch.Partition, batch.Generation, 1);

        await Log.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<LogException>(async () => await reader.ReadAsync(Soon));
    }

    [Fact]
    public async Task Errors_of_fetches_are_passed_over_and_nothing_is_lost()
    {
        await using var reader = Log.OpenReader("t", StartAt.Beginning);
        await AppendAsync("k", "v0");
        Assert.Equal(["v0"], await TakeAsync(reader, 1));
        Cluster.PushErrors(
            KafkaApi.Fetch, ErrorCode.NotLeaderForPartition, ErrorCode.Local_Transport, ErrorCode.RequestTimedOut, ErrorCode.UnknownLeaderEpoch);
        for (var i = 1; i < 50; i++)
        {
            await AppendAsync("k", "v" + i);
        }

        Assert.Equal(Enumerable.Range(1, 49).Select(i => "v" + i), await TakeAsync(reader, 49));
    }

    [Fact]
    public async Task A_reader_that_retention_overtook_goes_on_at_the_oldest_record()
    {
        for (var i = 0; i < 10; i++)
        {
            await AppendAsync("k", "v" + i);
        }

        var partition = (await AppendAsync("k", "v10")).Partition;
        Cluster.DeleteRecords("t", partition, 7);

        await using var reader = Log.OpenReader("t", StartAt.At(2), [partition]);
        Assert.Equal(["v7", "v8", "v9", "v10"], await TakeAsync(reader, 4));
        Assert.Equal(new OffsetRange(7, 11), (await Log.DescribeTopicAsync("t", Soon))!.Partitions[partition]);
    }

    [Fact]
    public async Task Records_are_found_by_their_positions_by_many_at_once()
    {
        var positions = await Task.WhenAll(Enumerable.Range(0, 5000).Select(i => AppendAsync("k" + i, "v" + i).AsTask()));
        Cluster.CountRequests();

        var found = await Task.WhenAll(positions.Select(position => Log.ReadAtAsync("t", position, Text, Soon).AsTask()));

        Assert.Equal(Enumerable.Range(0, 5000).Select(i => "v" + i), found);
        var asked = Cluster.Requests(KafkaApi.ListOffsets);
        Assert.True(asked < 200, $"{asked} questions for the ends of partitions");
    }

    [Fact]
    public async Task A_position_outside_its_partition_finds_nothing()
    {
        var (partition, offset) = await AppendAsync("k", "v");

        Assert.Null(await Log.ReadAtAsync("t", new LogPosition(partition, offset + 1), Text, Soon));
        Assert.Null(await Log.ReadAtAsync("t", new LogPosition(99, 0), Text, Soon));
    }

    [Fact]
    public async Task A_slow_reader_gets_everything_in_order()
    {
        var options = Options;
        options.ReadBatchBytes = 4096;
        var log = await OpenAsync(options);
        var value = new string('x', 1000);
        await using var reader = log.OpenReader("t", StartAt.Beginning);
        await using var member = log.OpenGroupReader("t", "g", StartAt.Beginning);
        for (var round = 0; round < 4; round++)
        {
            // Far more than fits between a consumer and its reader, so that the consumer has to pause.
            await Task.WhenAll(Enumerable.Range(0, 100).Select(i => AppendAsync("k", $"{(round * 100) + i} {value}").AsTask()));
        }

        var expected = Enumerable.Range(0, 400).Select(i => $"{i} {value}").ToArray();
        Assert.Equal(expected, await TakeAsync(reader, 400));
        Assert.Equal(expected, await TakeAsync(member, 400));
    }
}
