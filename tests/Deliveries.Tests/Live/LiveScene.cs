using System.Globalization;
using System.Text;
using System.Text.Json;
using Homing.Deliveries.Live;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Deliveries.Tests.Routes;
using Homing.Log;
using Homing.Streams;
using Homing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Deliveries.Tests.Live;

/// <summary>A process that shows deliveries live, on a log in memory; several may share the log and the clock.</summary>
internal sealed class LiveScene : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private LiveScene(InMemoryLog log, FakeTimeProvider time)
    {
        (Log, Time) = (log, time);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton<ILog>(log)
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IRouteSource>(new GivenRoutes(
                new RouteCatalogue([Road], [new RefusedRoute("9", [new RouteFault("nine.txt", 3, "no number")])])))
            .AddDeliveryChannels()
            .BuildServiceProvider();
    }

    /// <summary>Along the equator, 0.1 degrees east.</summary>
    public static Route Road { get; } = new("1", "Road", new RouteLine([new Coordinate(0, 0), new Coordinate(0, 0.1)]));

    public InMemoryLog Log { get; }

    public FakeTimeProvider Time { get; }

    public LiveRides Rides => _services.GetRequiredService<LiveRides>();

    public PositionFeed Feed => _services.GetRequiredService<PositionFeed>();

    public RideBoard Board => _services.GetRequiredService<RideBoard>();

    public IChannelSource Channel => _services.GetRequiredService<IEnumerable<IChannelSource>>().Single();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<LiveScene> StartAsync(InMemoryLog? log = null, FakeTimeProvider? time = null)
    {
        var clock = time ?? new FakeTimeProvider();
        var scene = new LiveScene(log ?? new InMemoryLog(clock), clock);
        foreach (var service in scene._services.GetServices<IHostedService>())
        {
            await service.StartAsync(Token);
        }

        return scene;
    }

    public IChannelWatch Watch(string channel, WatcherProbe watcher, ChannelPosition? since = null) =>
        Channel.Watch(new ChannelRequest(channel, "client", since), watcher);

    /// <summary>Appends a position; without a ride where that is null.</summary>
    public ValueTask<LogPosition> TellAsync(
        string routeId, double lat, double lng, bool finished = false, string? ride = null, long number = 0) => Log.AppendAsync(
            DeliveryTopics.NewPosition,
            new LogEntry(
                Encoding.UTF8.GetBytes(routeId),
                JsonSerializer.SerializeToUtf8Bytes(
                    new PositionMessage(routeId, "7", [lng, lat], finished), DeliveryJson.Default.PositionMessage),
                ride is null ? default : new LogHeaders([
                    KeyValuePair.Create(PositionMessage.RideHeader, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(ride)),
                    KeyValuePair.Create(
                        PositionMessage.NumberHeader,
                        (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture))),
                ])),
            Token);

    /// <summary>Appends a record of a ride, and waits until the board has it.</summary>
    public async Task RecordAsync(string routeId, string ride, LogPosition first, DateTimeOffset? finishedAt = null, Route? route = null)
    {
        var record = new RideRecord
        {
            RouteId = routeId,
            RideId = ride,
            ClientId = "7",
            State = finishedAt is null ? RideState.UnderWay : RideState.Finished,
            StartedAt = Time.GetUtcNow(),
            FinishedAt = finishedAt,
            PositionPartition = first.Partition,
            FirstPosition = first.Offset,
            Driver = "test",
            Route = route is null ? null : RiddenRoute.Of(route),
        };
        await Log.AppendAsync(
            DeliveryTopics.Rides,
            new LogEntry(
                Encoding.UTF8.GetBytes(routeId),
                JsonSerializer.SerializeToUtf8Bytes(record, DeliveryJson.Default.RideRecord)),
            Token);
        await Board.CatchUpAsync(Token);
    }

    /// <summary>Completes when every position that is in the log was taken.</summary>
    public async Task CaughtUpAsync()
    {
        var topic = (await Log.DescribeTopicAsync(DeliveryTopics.NewPosition, Token))!;
        foreach (var (partition, range) in topic.Partitions.Index())
        {
            using var need = Feed.Feed.Need(partition);
            await need.ReadyAsync(new LogPosition(partition, range.End - 1)).WaitAsync(Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }
}
