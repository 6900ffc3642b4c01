using System.Text;
using Homing.Kafka.MockCluster;

namespace Homing.Log.Kafka.Tests;

/// <summary>A cluster of three brokers with a topic <c>t</c>, and logs on it.</summary>
public abstract class ClusterTest : IAsyncLifetime
{
    private readonly List<KafkaLog> _logs = [];

    protected static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    protected KafkaMockCluster Cluster { get; } = KafkaMockCluster.Start();

    private protected TestLog Lines { get; } = new();

    protected KafkaLog Log { get; private set; } = null!;

    /// <summary>Settings of <see cref="Log"/>.</summary>
    protected virtual KafkaLogOptions Options => TestOptions.For(Cluster);

    public async ValueTask InitializeAsync()
    {
        Cluster.CreateTopic("t", 3);
        Log = await OpenAsync(Options);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_logs.Select(log => log.DisposeAsync().AsTask()));
        Cluster.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Another process on the same cluster, as far as the cluster can tell.</summary>
    protected async Task<KafkaLog> OpenAsync(KafkaLogOptions options)
    {
        var log = await KafkaLog.OpenAsync(options, TimeProvider.System, Lines);
        _logs.Add(log);
        return log;
    }

    protected static LogEntry Entry(string key, string value) => new(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));

    protected static string Text(LogRecord record) => Encoding.UTF8.GetString(record.Value!.Value.Span);

    protected ValueTask<LogPosition> AppendAsync(string key, string value) => Log.AppendAsync("t", Entry(key, value), Soon);

    protected static async Task<List<string>> TakeAsync(ILogReader reader, int count)
    {
        var taken = new List<string>();
        while (taken.Count < count)
        {
            foreach (var record in (await reader.ReadAsync(Soon)).Records.Span)
            {
                taken.Add(Text(record));
            }
        }

        return taken;
    }

    protected void StopBrokers()
    {
        for (var broker = 1; broker <= Cluster.Brokers; broker++)
        {
            Cluster.StopBroker(broker);
        }
    }

    protected void StartBrokers()
    {
        for (var broker = 1; broker <= Cluster.Brokers; broker++)
        {
            Cluster.StartBroker(broker);
        }
    }
}
