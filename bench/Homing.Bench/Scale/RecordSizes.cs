using System.Text;
using Homing.Fleet;
using Homing.Log;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Bench.Scale;

/// <summary>How large records are, read back from the log of a fleet.</summary>
internal static class RecordSizes
{
    // All are of one shape: a few say what all are like.
    private const int Sample = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Key, value and headers of a record of a topic whose value contains a text, in bytes, on average; 0 where there is none. The
    /// framing of Kafka, some 10 to 20 bytes a record and 61 a batch, is left out.
    /// </summary>
    public static async Task<double> OfAsync(Brokers brokers, string topic, string containing)
    {
        await using var services = Services(brokers);
        var log = services.GetRequiredService<ILog>();
        var partitions = (await log.DescribeTopicAsync(topic))?.Partitions ?? [];
        using var patience = new CancellationTokenSource(Patience);
        var (bytes, count) = (0L, 0L);
        for (var partition = 0; partition < partitions.Count; partition++)
        {
            var next = partitions[partition].Start;
            await using var reader = log.OpenReader(topic, StartAt.At(next), [partition]);
            while (next < partitions[partition].End && count < Sample)
            {
                var batch = await reader.ReadAsync(patience.Token);
                foreach (var record in batch.Records.Span)
                {
                    next = record.Offset + 1;
                    if (record.Value is { } value && value.Span.IndexOf(Encoding.UTF8.GetBytes(containing)) >= 0)
                    {
                        (bytes, count) = (bytes + Size(record), count + 1);
                    }
                }
            }
        }

        return count == 0 ? 0 : Math.Round((double)bytes / count, 1);
    }

    /// <summary>Records that were ever appended to a topic.</summary>
    public static async Task<long> CountAsync(Brokers brokers, string topic)
    {
        await using var services = Services(brokers);
        return (await services.GetRequiredService<ILog>().DescribeTopicAsync(topic))?.Partitions.Sum(range => range.End) ?? 0;
    }

    private static long Size(in LogRecord record)
    {
        var bytes = record.Key.Length + (long)(record.Value?.Length ?? 0);
        foreach (var header in record.Headers.Items)
        {
            bytes += header.Key.Length + header.Value.Length;
        }

        return bytes;
    }

    private static ServiceProvider Services(Brokers brokers)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Homing:Kafka:BootstrapServers", brokers.Cluster.BootstrapServers)])
            .Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddKafkaLog().BuildServiceProvider();
    }
}
