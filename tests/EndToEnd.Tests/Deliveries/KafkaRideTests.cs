using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Homing.Kafka.MockCluster;
using Homing.Testing;

namespace EndToEnd.Tests.Deliveries;

/// <summary>Simulators as processes on Kafka brokers, with kcat as the producer and consumer that is not ours.</summary>
public sealed class KafkaRideTests : IDisposable
{
    // Made before anybody asks for them: by itself the cluster would make them with four partitions.
    private static readonly string[] Single =
    [
        "route.rides", "user_push", "client_cancel", "homing.keys", "homing.tickets", "homing.users", "homing.operations",
        "route.new-direction.dead",
    ];

    private readonly KafkaMockCluster _cluster = KafkaMockCluster.Start();
    private readonly DataFolder _data = new();
    private readonly Process _redis;
    private readonly int _redisPort = Ports.Free();

    public KafkaRideTests()
    {
        Needs("kcat");
        Needs("redis-server");
        Array.ForEach(Single, topic => _cluster.CreateTopic(topic, 1));
        _redis = Process.Start("redis-server", ["--port", $"{_redisPort}", "--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"]);
    }

    [Fact]
    public async Task What_is_typed_into_a_console_producer_is_ridden_and_every_consumer_can_read_it()
    {
        await using var simulator = await StartAsync("one", 6);
        await ProduceAsync("""{"clientId":"1","routeId":"1"}""");
        await SimulatorPage.UntilAsync(simulator, page => page.Positions >= 6 && page.Rides == 0);
        var positions = await ReadAsync();
        Assert.Equal(0, LoggedPosition.AssertWhole(positions, 6));
        Assert.All(positions, position => Assert.Equal("1", position.Key));
        Assert.Single(positions.Select(position => position.Ride).Distinct());
        Assert.Equal("""{"routeId":"1","clientId":"1","position":[-47.9,-15.8],"finished":false}""", positions[0].Value);
        Assert.Matches("""^\{"routeId":"1","clientId":"1","position":\[-47\.9,-15\.799\d+\],"finished":true\}$""", positions[^1].Value);
    }

    [Fact]
    public async Task When_one_of_two_simulators_is_killed_the_other_goes_on_with_its_rides()
    {
        int[] steps = [40, 44, 48, 52, 56, 60, 64, 68];
        await using var first = await StartAsync("first", steps);
        await using var second = await StartAsync("second", steps);
        await ProduceAsync([.. Enumerable.Range(1, steps.Length).Select(route => $$"""{"clientId":"1","routeId":"{{route}}"}""")]);

        // Those of both: the routes are in several partitions, and each of the two reads some.
        await Task.WhenAll(
            SimulatorPage.UntilAsync(first, page => page.Positions >= 10),
            SimulatorPage.UntilAsync(second, page => page.Positions >= 10));
        await first.KillAsync();
        await SimulatorPage.UntilAsync(second, page => page.Resumed > 0 && page.Rides == 0);
        var rides = (await ReadAsync()).GroupBy(position => position.Ride).ToList();
        Assert.Equal(steps.Length, rides.Count);
        foreach (var ride in rides)
        {
            var route = int.Parse(ride.First().Key, CultureInfo.InvariantCulture);

            // Where a partition changes hands, the one who had it may tell one more position before it hears of that.
            Assert.InRange(LoggedPosition.AssertWhole(ride, steps[route - 1]), 0, 2);
        }
    }

    public void Dispose()
    {
        if (_redis is { HasExited: false })
        {
            _redis.Kill();
            _redis.WaitForExit();
        }

        _redis?.Dispose();
        _cluster.Dispose();
        _data.Dispose();
    }

    private static void Needs(string program) => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program))),
        program + " is not on the PATH");

    private Task<ServerProcess> StartAsync(string name, params int[] steps) => ServerProcess.RunAsync(
        Path.Combine(_data.Path, name),
        "delivery-simulator",
        new Dictionary<string, string>
        {
            ["Homing__Kafka__BootstrapServers"] = _cluster.BootstrapServers,
            // One who stands still for longer is taken for dead, and goes on with rides that another has until it hears of that.
            ["Homing__Kafka__SessionTimeout"] = "00:00:06",
            // The mock cluster holds back the answer to a fetch that finds nothing, whatever is appended meanwhile.
            ["Homing__Kafka__Client__fetch.wait.max.ms"] = "20",
            ["Homing__Redis__Configuration"] = $"127.0.0.1:{_redisPort}",
            ["Homing__Deliveries__Routes"] = RouteFolder.Write(Path.Combine(_data.Path, "routes-" + name), steps),
        });

    private Task<string> ProduceAsync(params string[] values) =>
        KcatAsync(string.Join('\n', values) + "\n", "-P", "-t", "route.new-direction");

    // Read with headers, from the beginning to what is there now.
    private async Task<List<LoggedPosition>> ReadAsync()
    {
        var output = await KcatAsync("", "-C", "-t", "route.new-position", "-o", "beginning", "-e", "-q", "-J");
        return
        [
            .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            {
                var record = JsonDocument.Parse(line).RootElement;
                var headers = record.GetProperty("headers").EnumerateArray().Select(item => item.GetString()!).Chunk(2);
                return LoggedPosition.From(
                    record.GetProperty("key").GetString()!,
                    record.GetProperty("payload").GetString()!,
                    headers.ToDictionary(pair => pair[0], pair => pair[1]));
            }),
        ];
    }

    private async Task<string> KcatAsync(string input, params string[] arguments)
    {
        using var kcat = Process.Start(new ProcessStartInfo("kcat", ["-b", _cluster.BootstrapServers, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await kcat.StandardInput.WriteAsync(input);
        kcat.StandardInput.Close();
        var (output, error) = (kcat.StandardOutput.ReadToEndAsync(), kcat.StandardError.ReadToEndAsync());
        await kcat.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(kcat.ExitCode == 0, await error);
        return await output;
    }
}
