using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Homing.Testing;

namespace Homing.Fleet.Tests;

/// <summary>
/// What a foreign producer may write to Kafka: nothing of it is lost, nothing blocks, and nothing springs up. Every process
/// is the real executable.
/// </summary>
public sealed class BadInputTests : IDisposable
{
    private const int NotAll = 1;
    private readonly string _folder = Directory.CreateTempSubdirectory("homing-fleet-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Records_that_are_not_valid_are_set_aside_others_are_served_and_a_replay_is_answered()
    {
        Here.NeedsRedis();
        await using var fleet = await LocalFleet.StartAsync(
            new FleetOptions { Gateways = 2, Workers = 1, FeedRole = null, DataDirectory = _folder }, Token);
        var never = Request("never", apiId: 9);
        string[] bad =
        [
            "not JSON",
            "",
            """{"api_id":0,"epoch":1,"request_id":"r","op":"parking.nearby","deadline":"2100-01-01T00:00:00Z","body":{}}""",
            """{"api_id":0,"client_id":"c","request_id":"r","op":"parking.nearby","deadline":"2100-01-01T00:00:00Z","body":{}}""",
            """{"api_id":"0","epoch":[],"client_id":7,"request_id":{},"op":false,"deadline":1,"body":{}}""",
            Request("negative", apiId: -1),
            Request("huge", apiId: int.MaxValue),
            Request("op", op: "no.such.op"),
            Request("large", body: $$"""{"text":"{{new string('x', 3 << 20)}}"}""", apiId: int.MaxValue),
            never,
        ];

        foreach (var value in bad)
        {
            await AppendAsync(fleet, "client_request", "somebody", value);
        }

        // Whatever partition they went to, those behind them are served.
        await using var client = await SocketClient.ConnectAsync(fleet.Gateways[1].Address);
        for (var number = 0; number < 20; number++)
        {
            await client.RequestAsync($"r{number}", "parking.nearby", new { lat = 41.0, lng = 29.0, limit = 1 });
            var answer = await client.ReceiveAsync("response");
            Assert.True(answer.TryGetProperty("body", out _), answer.ToString());
        }

        await WaitForAsync(fleet, "client_request.dead", bad.Length);
        var listed = (await DeadAsync(fleet)).Output;
        Assert.True(listed.Contains($"{bad.Length}         0", StringComparison.Ordinal), listed);
        var shown = (await DeadAsync(fleet, "show", "client_request", "--last", "100")).Output;
        Assert.All(
            ["client_id is missing", "epoch is missing", "api_id is missing or negative", "no.such.op", "client_response_9", "client_response_2147483647", "cut:"],
            reason => Assert.Contains(reason, shown, StringComparison.Ordinal));

        // No topic has sprung up for an id that was made up.
        Assert.DoesNotContain(Topics(fleet), topic => topic is "client_response_9" or "client_response_2147483647" or "client_response_-1");

        // The cause goes away: a gateway with that id comes. Only what can be put back is, and once.
        fleet.Brokers.Cluster.CreateTopic("client_response_9", 1);
        var place = PlaceOf(shown, "\"request_id\":\"never\"");
        var replayed = await DeadAsync(fleet, "replay", "client_request", "--at", place);
        var again = await DeadAsync(fleet, "replay", "client_request", "--at", place);
        var large = await DeadAsync(fleet, "replay", "client_request", "--at", PlaceOf(shown, "cut:"));
        Assert.Contains("1 put back", replayed.Output, StringComparison.Ordinal);
        Assert.Contains("0 put back", again.Output, StringComparison.Ordinal);
        Assert.Equal(NotAll, large.Code);
        Assert.Contains("cannot be put back", large.Output, StringComparison.Ordinal);
        Assert.Contains("\"request_id\":\"never\"", await ReadOneAsync(fleet, "client_response_9"), StringComparison.Ordinal);
    }

    private static string Request(string id, int apiId = 0, string op = "parking.nearby", string body = """{"lat":41.0,"lng":29.0}""") =>
        $$"""{"api_id":{{apiId}},"epoch":1,"client_id":"c","request_id":"{{id}}","op":"{{op}}","deadline":"2100-01-01T00:00:00Z","body":{{body}}}""";

    private static async Task AppendAsync(LocalFleet fleet, string topic, string key, string value)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = fleet.Brokers.Cluster.BootstrapServers,
            MessageMaxBytes = 10 << 20,
        }).Build();
        await producer.ProduceAsync(
            topic, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(key), Value = Encoding.UTF8.GetBytes(value) }, Token);
    }

    private static IEnumerable<string> Topics(LocalFleet fleet)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = fleet.Brokers.Cluster.BootstrapServers }).Build();
        return [.. admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Select(topic => topic.Topic)];
    }

    private static Task<string> ReadOneAsync(LocalFleet fleet, string topic) => Task.Run(() =>
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = fleet.Brokers.Cluster.BootstrapServers,
            GroupId = "test",
        }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var record = consumer.Consume(TimeSpan.FromSeconds(20));
        Assert.NotNull(record);
        return Encoding.UTF8.GetString(record.Message.Value);
    });

    // The partition that they went to is read by and by.
    private static async Task WaitForAsync(LocalFleet fleet, string topic, int records)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = fleet.Brokers.Cluster.BootstrapServers,
            GroupId = "test",
        }).Build();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), TimeSpan.FromSeconds(10)).High.Value < records)
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    // A letter is shown as a line with its place and its reason, and lines behind it.
    private static string PlaceOf(string shown, string mark)
    {
        var place = "";
        foreach (var line in shown.Split('\n'))
        {
            place = line.Length > 0 && char.IsAsciiDigit(line[0]) ? line.Split(' ')[0] : place;
            if (line.Contains(mark, StringComparison.Ordinal))
            {
                return place;
            }
        }

        throw new InvalidOperationException($"'{mark}' is not in:\n{shown}");
    }

    private static async Task<(int Code, string Output)> DeadAsync(LocalFleet fleet, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            FleetOptions.Beside("Homing.Host"),
            ["dead", .. arguments, $"--Homing:Kafka:BootstrapServers={fleet.Brokers.Cluster.BootstrapServers}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, output + await errors);
    }
}
