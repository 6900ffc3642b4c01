using System.Globalization;
using System.Text;
using Homing.Log;
using Homing.Log.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace EndToEnd.Tests.Deliveries;

/// <summary>kill -9 in the middle of rides, with the log in files.</summary>
public sealed class RideCrashTests
{
    private static readonly int[] Steps = [24, 30, 36];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rides_go_on_where_they_stood_when_the_process_is_killed_and_started_again()
    {
        using var data = new DataFolder();
        var routes = RouteFolder.Write(Path.Combine(data.Path, "routes"), Steps);
        var environment = new Dictionary<string, string> { ["Homing__Deliveries__Routes"] = routes };
        await WithLogAsync(data.Path, AskAsync);

        // Twice: the second time rides are taken over that were taken over before.
        for (var life = 0; life < 2; life++)
        {
            await using var server = await ServerProcess.RunAsync(data.Path, "delivery-simulator", environment);
            await SimulatorPage.UntilAsync(server, page => page.Positions >= 4 * Steps.Length);
            await server.KillAsync();
        }

        await using (var server = await ServerProcess.RunAsync(data.Path, "delivery-simulator", environment))
        {
            await SimulatorPage.UntilAsync(server, page => page.Resumed == Steps.Length && page.Rides == 0);
            Assert.Equal(0, await server.StopAsync());
        }

        var positions = await WithLogAsync(data.Path, log => ReadAsync(log, "route.new-position"));
        var rides = positions.GroupBy(position => position.Ride).ToList();
        Assert.Equal(Steps.Length, rides.Count);
        foreach (var ride in rides)
        {
            var route = int.Parse(ride.First().Key, CultureInfo.InvariantCulture);
            Assert.Equal(0, LoggedPosition.AssertWhole(ride, Steps[route - 1]));
        }
    }

    private static async Task<bool> AskAsync(EmbeddedLog log)
    {
        // As a producer that knows nothing of the simulator, before it first runs.
        await log.EnsureTopicAsync(new TopicOptions { Name = "route.new-direction", Partitions = 4 }, Token);
        for (var route = 1; route <= Steps.Length; route++)
        {
            var key = route == 1 ? "" : $"{route}";
            await log.AppendAsync(
                "route.new-direction",
                new LogEntry(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($$"""{"clientId":"7","routeId":"{{route}}"}""")),
                Token);
        }

        return true;
    }

    private static async Task<T> WithLogAsync<T>(string data, Func<EmbeddedLog, Task<T>> use)
    {
        await using var log = await EmbeddedLog.OpenAsync(
            new EmbeddedLogOptions { Directory = Path.Combine(data, "log") }, TimeProvider.System, NullLogger.Instance);
        return await use(log);
    }

    private static async Task<List<LoggedPosition>> ReadAsync(EmbeddedLog log, string topic)
    {
        var positions = new List<LoggedPosition>();
        foreach (var (partition, range) in (await log.DescribeTopicAsync(topic, Token))!.Partitions.Index())
        {
            await using var reader = log.OpenReader(topic, StartAt.At(range.Start), [partition]);
            for (var next = range.Start; next < range.End;)
            {
                var batch = await reader.ReadAsync(Token);
                foreach (var record in batch.Records.Span)
                {
                    positions.Add(LoggedPosition.From(
                        Encoding.UTF8.GetString(record.Key.Span),
                        Encoding.UTF8.GetString(record.Value!.Value.Span),
                        record.Headers.Items.ToDictionary(header => header.Key, header => Encoding.UTF8.GetString(header.Value.Span))));
                }

                next = batch.Records.Span[^1].Offset + 1;
            }
        }

        return positions;
    }
}
