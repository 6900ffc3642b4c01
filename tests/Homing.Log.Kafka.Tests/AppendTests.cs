using Confluent.Kafka;
using Homing.Kafka.MockCluster;

namespace Homing.Log.Kafka.Tests;

public sealed class AppendTests : ClusterTest
{
    public static TheoryData<ErrorCode> Passing =>
    [
        ErrorCode.NotLeaderForPartition, ErrorCode.RequestTimedOut, ErrorCode.NotEnoughReplicas,
        ErrorCode.NotEnoughReplicasAfterAppend, ErrorCode.Local_Transport,
    ];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task An_error_that_passes_is_tried_again_and_the_record_is_there_once(ErrorCode error)
    {
        await AppendAsync("k", "before");
        Cluster.PushErrors(KafkaApi.Produce, error, error);
        var position = await AppendAsync("k", "record");
        await AppendAsync("k", "after");

        await using var reader = Log.OpenReader("t", StartAt.Beginning, [position.Partition]);
        Assert.Equal(["before", "record", "after"], await TakeAsync(reader, 3));
        Assert.Equal(position.Offset + 2, (await Log.DescribeTopicAsync("t", Soon))!.Partitions[position.Partition].End);
    }

    [Theory]
    [InlineData(ErrorCode.MsgSizeTooLarge, LogError.RecordTooLarge)]
    [InlineData(ErrorCode.InvalidRecord, LogError.InvalidTopic)]
    public async Task A_refusal_is_told_as_what_it_is_and_the_next_append_goes_through(ErrorCode error, LogError told)
    {
        Cluster.PushErrors(KafkaApi.Produce, error);

        var exception = await Assert.ThrowsAsync<LogException>(async () => await AppendAsync("k", "refused"));

        Assert.Equal(told, exception.Error);
        Assert.False(exception.IsTransient);
        Assert.Contains("topic t", exception.Message, StringComparison.Ordinal);
        await AppendAsync("k", "next");
    }

    [Fact]
    public async Task A_refused_topic_is_named()
    {
        Cluster.PushErrors(KafkaApi.Produce, ErrorCode.TopicAuthorizationFailed);

        var exception = await Assert.ThrowsAsync<LogException>(async () => await AppendAsync("k", "refused"));

        Assert.Equal(LogError.Unauthorized, exception.Error);
        Assert.Contains("Appending to topic t", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_moved_partition_is_followed()
    {
        var (partition, offset) = await AppendAsync("k", "v0");
        for (var broker = 1; broker <= 3; broker++)
        {
            Cluster.SetLeader("t", partition, broker);
            Assert.Equal(new LogPosition(partition, ++offset), await AppendAsync("k", "v" + broker));
        }
    }

    [Fact]
    public async Task Appends_wait_while_no_broker_answers_and_go_through_once_one_does()
    {
        await AppendAsync("k", "before");
        StopBrokers();
        var waiting = AppendAsync("k", "waits").AsTask();
        await Lines.WaitForAsync(EventIds.Unreachable);
        Assert.False(waiting.IsCompleted);

        StartBrokers();

        Assert.Equal(1, (await waiting).Offset);
        await Lines.WaitForAsync(EventIds.ReachableAgain);
        Assert.Equal(1, Lines.Count(EventIds.Unreachable));
    }

    [Fact]
    public async Task Appends_fail_as_transient_when_no_broker_answers_in_time()
    {
        var options = Options;
        options.AppendTimeout = TimeSpan.FromSeconds(1);
        var log = await OpenAsync(options);
        await log.AppendAsync("t", Entry("k", "before"), Soon);
        StopBrokers();

        var exception = await Assert.ThrowsAsync<LogException>(async () => await log.AppendAsync("t", Entry("k", "v"), Soon));

        Assert.Equal(LogError.Unavailable, exception.Error);
        Assert.True(exception.IsTransient);
        StartBrokers();
        await AppendPatientlyAsync(log);
    }

    // The clients look for the brokers again within a second, and an append of this log waits no longer than that.
    private static async Task AppendPatientlyAsync(KafkaLog log)
    {
        for (var deadline = Soon; ;)
        {
            try
            {
                await log.AppendAsync("t", Entry("k", "after"), deadline);
                return;
            }
            catch (LogException exception) when (exception.IsTransient && !deadline.IsCancellationRequested)
            {
                // The same call, made again later, may succeed.
            }
        }
    }

    [Fact]
    public async Task A_producer_that_fails_for_good_is_replaced()
    {
        await AppendAsync("k", "before");
        Cluster.PushErrors(KafkaApi.Produce, ErrorCode.OutOfOrderSequenceNumber);

        var exception = await Assert.ThrowsAsync<LogException>(async () => await AppendAsync("k", "unknown"));

        Assert.True(exception.IsTransient, exception.ToString());
        await Lines.WaitForAsync(EventIds.ProducerRenewed);
        await AppendAsync("k", "after");
        Assert.Equal(1, Lines.Count(EventIds.ProducerRenewed));
    }

    [Fact]
    public async Task A_full_buffer_makes_appends_wait_and_loses_none()
    {
        var options = Options;
        (options.MaxRecordBytes, options.MaxPendingBytes) = (2048, 4096);
        var log = await OpenAsync(options);

        var appends = Enumerable.Range(0, 500).Select(i => log.AppendAsync("t", Entry("k", "v" + i), Soon).AsTask()).ToArray();
        var offsets = (await Task.WhenAll(appends)).Select(position => position.Offset);

        Assert.Equal(Enumerable.Range(0, 500).Select(i => (long)i), offsets.Order());
    }

    [Fact]
    public async Task Waiting_for_room_can_be_given_up()
    {
        var options = Options;
        (options.MaxRecordBytes, options.MaxPendingBytes) = (2048, 2048);
        var log = await OpenAsync(options);
        await log.AppendAsync("t", Entry("k", "v0"), Soon);
        StopBrokers();
        var taken = log.AppendAsync("t", Entry("k", new string('x', 1500)), Soon).AsTask();
        using var impatient = new CancellationTokenSource();
        var waiting = log.AppendAsync("t", Entry("k", new string('x', 1500)), impatient.Token).AsTask();

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        StartBrokers();
        Assert.Equal(1, (await taken).Offset);
        Assert.Equal(2, (await log.AppendAsync("t", Entry("k", "v2"), Soon)).Offset);
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_made_by_nobody_who_asks_for_it()
    {
        var append = await Assert.ThrowsAsync<LogException>(async () => await Log.AppendAsync("nope", Entry("k", "v"), Soon));
        Assert.Equal(LogError.UnknownTopic, append.Error);
        Assert.Null(await Log.DescribeTopicAsync("nope", Soon));
        await using var plain = Log.OpenReader("nope", StartAt.Beginning);
        Assert.Equal(LogError.UnknownTopic, (await Assert.ThrowsAsync<LogException>(async () => await plain.ReadAsync(Soon))).Error);
        await using var member = Log.OpenGroupReader("nope", "g", StartAt.Beginning);
        Assert.Equal(LogError.UnknownTopic, (await Assert.ThrowsAsync<LogException>(async () => await member.ReadAsync(Soon))).Error);
        await Assert.ThrowsAsync<LogException>(async () => await Log.GetStoredPositionAsync("nope", "g", 0, Soon));

        Assert.Equal(["t"], await Log.ListTopicsAsync(Soon));
    }

    [Fact]
    public async Task A_topic_of_another_process_is_found_by_the_first_append_to_it()
    {
        await AppendAsync("k", "v");
        Cluster.CreateTopic("later", 2);

        Assert.Equal(0, (await Log.AppendAsync("later", Entry("k", "v"), Soon)).Offset);
    }

    [Fact]
    public async Task A_topic_is_not_made_where_topics_are_somebody_elses_to_manage()
    {
        var options = Options;
        options.ManageTopics = false;
        var log = await OpenAsync(options);

        var exception = await Assert.ThrowsAsync<LogException>(
            async () => await log.EnsureTopicAsync(new TopicOptions { Name = "mine", Partitions = 5 }, Soon));

        Assert.Equal(LogError.UnknownTopic, exception.Error);
        Assert.Contains("5 partitions", exception.Message, StringComparison.Ordinal);
        Assert.Null(await log.DescribeTopicAsync("mine", Soon));
        await log.EnsureTopicAsync(new TopicOptions { Name = "t", Partitions = 3 }, Soon);
    }
}
