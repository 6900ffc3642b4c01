using System.Text;
using Confluent.Kafka;
using Homing.Doctor;
using Homing.Log.Kafka.Doctor;
using Homing.Testing;
using Settings = Microsoft.Extensions.Options.Options;

namespace Homing.Log.Kafka.Tests;

/// <summary>What the doctor says of a cluster.</summary>
public sealed class KafkaCheckTests : ClusterTest
{
    [Fact]
    public async Task Brokers_that_are_enough()
    {
        var finding = Assert.Single(await LookAsync((survey, options) => new KafkaCheck(survey, options)));

        Assert.Equal(DoctorVerdict.Ok, finding.Verdict);
        Assert.Contains("3 brokers", finding.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fewer_brokers_than_copies_fail_with_the_settings_to_change()
    {
        var finding = Assert.Single(await LookAsync(
            (survey, options) => new KafkaCheck(survey, options), options => options.ReplicationFactor = 5));

        Assert.Equal(DoctorVerdict.Fail, finding.Verdict);
        Assert.Contains("Homing:Kafka:ReplicationFactor to 3", finding.Change, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Brokers_that_are_away_fail_once()
    {
        StopBrokers();

        var findings = await LookAsync(
            (survey, options) => new KafkaCheck(survey, options), options => options.ConnectTimeout = TimeSpan.FromSeconds(1));
        var topics = await LookAsync(
            (survey, options) => new KafkaTopicsCheck(survey, options, [new Expected(new ExpectedTopic(new TopicOptions { Name = "t" }))]),
            options => options.ConnectTimeout = TimeSpan.FromSeconds(1));

        var finding = Assert.Single(findings);
        Assert.Equal(DoctorVerdict.Fail, finding.Verdict);
        Assert.Contains("Homing:Kafka:BootstrapServers", finding.Change, StringComparison.Ordinal);
        Assert.Empty(topics);
    }

    [Theory]
    [InlineData(3, false, null)]
    [InlineData(4, false, "t has 3 partitions, and 4 are asked for")]
    [InlineData(4, true, null)]
    public async Task Topic_has_the_partitions_that_are_asked_for_unless_others_write_to_it(int asked, bool isShared, string? fault)
    {
        var findings = await LookAsync((survey, options) => new KafkaTopicsCheck(
            survey, options, [new Expected(new ExpectedTopic(new TopicOptions { Name = "t", Partitions = asked }, isShared))]));

        Assert.Equal(
            fault is null ? [] : [fault],
            findings.Where(finding => finding.Verdict == DoctorVerdict.Fail).Select(finding => finding.Seen));
        Assert.Contains("1 of the 1 topics", findings[0].Seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, DoctorVerdict.Ok)]
    [InlineData(false, DoctorVerdict.Fail)]
    public async Task Topic_that_is_not_there_fails_only_where_nobody_makes_it(bool manage, DoctorVerdict worst)
    {
        var findings = await LookAsync(
            (survey, options) => new KafkaTopicsCheck(
                survey, options, [new Expected(new ExpectedTopic(new TopicOptions { Name = "missing", Partitions = 7, Compacted = true }))]),
            options => options.ManageTopics = manage);

        Assert.Equal(worst, findings.Max(finding => finding.Verdict));
        if (!manage)
        {
            var change = findings.Single(finding => finding.Verdict == DoctorVerdict.Fail).Change;
            Assert.Contains("kafka-topics --create --topic missing --partitions 7", change, StringComparison.Ordinal);
            Assert.Contains("cleanup.policy=compact", change, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Retention_is_compared_where_brokers_tell_it()
    {
        var options = new KafkaLogOptions { BootstrapServers = "kafka:9092", ManageTopics = false };
        var topic = new TopicOptions { Name = "t", RetentionAge = TimeSpan.FromHours(1) };
        var good = new Dictionary<string, string>
        {
            ["cleanup.policy"] = "delete",
            ["retention.ms"] = "3600000",
            ["retention.bytes"] = "-1",
            ["min.insync.replicas"] = "2",
            ["message.timestamp.type"] = "LogAppendTime",
        };

        Assert.Empty(TopicAudit.Retention("kafka topics", topic, good, options));
        Assert.Empty(TopicAudit.Retention("kafka topics", topic, null, options));

        var shorter = Assert.Single(TopicAudit.Retention("kafka topics", topic, With("retention.ms", "1000"), options));
        Assert.Equal(DoctorVerdict.Warn, shorter.Verdict);
        Assert.Contains("retention.ms=1000 for 3600000", shorter.Seen, StringComparison.Ordinal);
        Assert.Contains("retention.ms=[3600000]", shorter.Change, StringComparison.Ordinal);

        var compacted = Assert.Single(TopicAudit.Retention("kafka topics", topic, With("cleanup.policy", "compact"), options));
        Assert.Equal(DoctorVerdict.Fail, compacted.Verdict);

        // In any order.
        var both = topic with { Compacted = true };
        Assert.Empty(TopicAudit.Retention("kafka topics", both, With("cleanup.policy", "delete,compact"), options));

        Dictionary<string, string> With(string name, string value) => new(good) { [name] = value };
    }

    [Fact]
    public void Partition_without_a_leader_fails_and_one_that_is_behind_is_warned_of()
    {
        var options = new KafkaLogOptions { BootstrapServers = "kafka:9092" };
        PartitionMetadata[] partitions =
        [
            new(0, 1, [1, 2, 3], [1, 2, 3], ErrorCode.NoError),
            new(1, -1, [1, 2, 3], [], ErrorCode.LeaderNotAvailable),
            new(2, 1, [1, 2, 3], [1], ErrorCode.NoError),
        ];
        var found = new TopicMetadata("t", [.. partitions], ErrorCode.NoError);
        var expected = new ExpectedTopic(new TopicOptions { Name = "t", Partitions = 3 });

        var findings = TopicAudit.Layout("kafka topics", expected, found, options).ToArray();

        Assert.Equal(
            [
                (DoctorVerdict.Fail, "1 of the 3 partitions of t have no leader"),
                (DoctorVerdict.Warn, "2 of the 3 partitions of t are not on all of their brokers"),
            ],
            findings.Select(finding => (finding.Verdict, finding.Seen)));
    }

    [Fact]
    public async Task Clock_of_the_brokers_and_of_a_process_is_seen_from_what_the_process_says_of_itself()
    {
        Cluster.CreateTopic(Messages.Topics.Operations, 1);
        await Log.EnsureTopicAsync(new TopicOptions { Name = Messages.Topics.Operations }, Soon);
        await SayAsync("calm", TimeProvider.System.GetUtcNow().UtcDateTime);
        await SayAsync("late", TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-5));

        var now = await LookAsync((survey, _) => new KafkaClockCheck(survey, TimeProvider.System));
        var behind = await LookAsync((survey, _) => new KafkaClockCheck(survey, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(-1))));

        var late = Assert.Single(now, finding => finding.Verdict != DoctorVerdict.Ok);
        Assert.Equal(DoctorVerdict.Fail, late.Verdict);
        Assert.Contains("late", late.Seen, StringComparison.Ordinal);
        Assert.Contains(behind, finding => finding is { Verdict: DoctorVerdict.Fail } && finding.Seen.StartsWith("the clock of Kafka", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_said_of_clocks_where_nobody_ever_ran() =>
        Assert.Empty(await LookAsync((survey, _) => new KafkaClockCheck(survey, TimeProvider.System)));

    private async Task SayAsync(string host, DateTime at) => await Log.AppendAsync(
        Messages.Topics.Operations,
        new LogEntry(Encoding.UTF8.GetBytes(host), Encoding.UTF8.GetBytes($$"""{"host":"{{host}}","at":"{{at:O}}"}""")),
        Soon);

    private async Task<IReadOnlyList<DoctorFinding>> LookAsync(
        Func<KafkaSurvey, Microsoft.Extensions.Options.IOptions<KafkaLogOptions>, IDoctorCheck> make, Action<KafkaLogOptions>? configure = null)
    {
        var options = TestOptions.For(Cluster);
        configure?.Invoke(options);
        using var survey = new KafkaSurvey(Settings.Create(options));
        return await make(survey, Settings.Create(options)).LookAsync(Soon);
    }

    private sealed class Expected(params ExpectedTopic[] topics) : IExpectedTopics
    {
        public IEnumerable<ExpectedTopic> Topics => topics;
    }
}
