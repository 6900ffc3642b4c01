using System.Text.Json;
using Confluent.Kafka;
using Homing.Doctor;

namespace Homing.Log.Kafka.Doctor;

/// <summary>
/// The clocks of brokers and processes, by what each process says of itself about once a second: its own time in the record,
/// and the record's time. A record is as old as it is, so only one from the future tells of our own clock.
/// </summary>
internal sealed class KafkaClockCheck(KafkaSurvey survey, TimeProvider time) : IDoctorCheck
{
    private const int Newest = 16;

    // A record waits for its brokers before it gets its time.
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(1);

    public string Name => "kafka clock";

    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        var metadata = await survey.TryAskAsync(cancellationToken);
        if (metadata?.Topics.Find(topic => topic.Topic == Messages.Topics.Operations) is not { Partitions.Count: > 0 })
        {
            return [];
        }

        var records = await Task.Run(Read, cancellationToken);
        if (records.Count == 0)
        {
            return [];
        }

        var ahead = records.Max(record => record.Message.Timestamp.UtcDateTime) - time.GetUtcNow().UtcDateTime;
        return
        [
            ahead > TimeSpan.Zero
                ? ClockSkew.Judge(Name, "the clock of Kafka", ahead)
                : DoctorFinding.Ok(Name, "the newest record is not from the future"),
            .. records.Select(record => (Process: Describe(record.Message.Value), Taken: record.Message.Timestamp.UtcDateTime))
                .Where(item => item.Process is not null)
                .GroupBy(item => item.Process!.Value.Host)
                .Select(host => host.Last())
                .Select(item => ClockSkew.Judge(
                    Name, $"against that of Kafka, the clock of {item.Process!.Value.Host}", item.Process.Value.At - item.Taken, Doubt))
                .Where(finding => finding.Verdict != DoctorVerdict.Ok),
        ];
    }

    private static (string Host, DateTime At)? Describe(byte[]? value)
    {
        try
        {
            using var document = JsonDocument.Parse(value ?? []);
            return (document.RootElement.GetProperty("host").GetString()!, document.RootElement.GetProperty("at").GetDateTime().ToUniversalTime());
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            // It tells nothing of clocks.
            return null;
        }
    }

    private List<ConsumeResult<byte[]?, byte[]?>> Read()
    {
        var partition = new TopicPartition(Messages.Topics.Operations, 0);
        using var consumer = survey.Clients.NewLookup(survey.Clients.Options.ClientId + ".doctor").Build();
        var ends = consumer.QueryWatermarkOffsets(partition, survey.Clients.Options.RequestTimeout);
        consumer.Assign(new TopicPartitionOffset(partition, Math.Max(ends.Low.Value, ends.High.Value - Newest)));
        var records = new List<ConsumeResult<byte[]?, byte[]?>>();
        while (records.LastOrDefault()?.Offset.Value + 1 != ends.High.Value && ends.High > ends.Low
            && consumer.Consume(TimeSpan.FromSeconds(2)) is { } record)
        {
            records.Add(record);
        }

        return records;
    }
}
