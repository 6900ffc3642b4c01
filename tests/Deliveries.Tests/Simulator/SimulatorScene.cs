using System.Text;
using System.Text.Json;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Deliveries.Simulator;
using Homing.Log;
using Homing.Messages;
using Homing.Testing;

namespace Homing.Deliveries.Tests.Simulator;

/// <summary>A log in memory, three short routes, and whatever simulators a test starts on them.</summary>
internal sealed class SimulatorScene : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    // Only for a test that hangs; nothing is measured by it.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public SimulatorScene()
    {
        Log = new InMemoryLog(Time);
        LiveRoutes.Replace(Routes);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public FakeTimeProvider Time { get; } = new();

    public InMemoryLog Log { get; }

    public List<SimulatorLife> Lives { get; } = [];

    /// <summary>The routes as they are now, for all simulators.</summary>
    public LiveRoutes LiveRoutes { get; } = new();

    /// <summary>The routes at the beginning.</summary>
    public RouteCatalogue Routes { get; } = new(
        [
            new Route("1", "Short", new RouteLine([new(-15.82594, -47.92923), new(-15.8261, -47.92911), new(-15.82615, -47.92907)])),
            new Route("2", "Middle", new RouteLine([new(-15.82, -47.92), new(-15.8205, -47.92), new(-15.8205, -47.9203)])),
            new Route("3", "Long", new RouteLine([new(-15.82, -47.92), new(-15.822, -47.92)])),
        ],
        [new RefusedRoute("4", [new RouteFault("broken.txt", 7, "'x' is not lat,lng")])]);

    public async Task PrepareAsync(int partitions = 4)
    {
        var options = new DeliveryOptions { Partitions = partitions };
        await Log.EnsureTopicAsync(DeliveryTopics.NewDirectionOptions(options), Token);
        await Log.EnsureTopicAsync(DeliveryTopics.NewPositionOptions(options), Token);
    }

    public async Task<SimulatorLife> StartAsync(ILog? log = null)
    {
        var life = await SimulatorLife.StartAsync(log ?? Log, Time, LiveRoutes, Token);
        Lives.Add(life);
        return life;
    }

    public async Task EndAsync(SimulatorLife life)
    {
        Lives.Remove(life);
        await life.DisposeAsync();
    }

    public async Task<RideId> AskAsync(string routeId, string? key = null, string clientId = "7") =>
        RideId.Of(await AppendAsync($$"""{"clientId":"{{clientId}}","routeId":"{{routeId}}"}""", key ?? routeId));

    public ValueTask<LogPosition> AppendAsync(string value, string key = "") => Log.AppendAsync(
        DeliveryTopics.NewDirection, new LogEntry(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value)), Token);

    /// <summary>Appends how a ride stands, as a simulator would.</summary>
    public async Task AppendRideAsync(RideRecord ride) => await Log.AppendAsync(
        DeliveryTopics.Rides,
        new LogEntry(
            Encoding.UTF8.GetBytes(ride.RouteId), JsonSerializer.SerializeToUtf8Bytes(ride, DeliveryJson.Default.RideRecord)),
        Token);

    /// <summary>Turns the clock, and lets what runs beside it run, until something is so.</summary>
    public async Task UntilAsync(Func<bool> isSo, Action? each = null, bool holdClock = false)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            if (TimeProvider.System.GetElapsedTime(begun) >= Deadline)
            {
                Assert.Fail($"It never came to it. Not done: {string.Join(", ", NotDone())}. {string.Join("; ", Rides().Values)}");
            }

            if (!holdClock)
            {
                Time.Advance(Step);
            }

            foreach (var life in Lives)
            {
                life.Dispatcher.Turn();
            }

            each?.Invoke();
            await Task.Yield();
        }
    }

    /// <summary>Until every request so far is done.</summary>
    public Task UntilAllIsDoneAsync(Action? each = null) => UntilAsync(IsAllDone, each);

    public bool IsAllDone() => !NotDone().Any();

    // The oldest request of each partition that is not done, and how many there are. What is done is read first: a request may be done
    // because it was appended again elsewhere.
    private IEnumerable<string> NotDone()
    {
        var done = Partitions().Select((_, partition) =>
            Read(Log.GetStoredPositionAsync(DeliveryTopics.NewDirection, DirectionReader.Group, partition, Token)) ?? 0).ToArray();
        return Partitions().Index().Where(range => done[range.Index] < range.Item.End)
            .Select(range => $"{range.Index}-{done[range.Index]} of {range.Item.End}");

        IReadOnlyList<OffsetRange> Partitions() => Read(Log.DescribeTopicAsync(DeliveryTopics.NewDirection, Token))!.Partitions;
    }

    /// <summary>Every position in the log, by ride.</summary>
    public Dictionary<string, List<PositionRecord>> Positions() => Records(DeliveryTopics.NewPosition)
        .Select(record =>
        {
            Assert.True(PositionRecord.TryRead(record, out var position, out var reason), reason);
            return position;
        })
        .GroupBy(position => position.Ride!.Value.ToString())
        .ToDictionary(ride => ride.Key, ride => ride.ToList());

    /// <summary>Every state of every ride, as it was written.</summary>
    public List<RideRecord> RideRecords() =>
        [.. Records(DeliveryTopics.Rides).Select(record => JsonSerializer.Deserialize(record.Value!.Value.Span, DeliveryJson.Default.RideRecord)!)];

    /// <summary>The newest state of each ride, as readers see it.</summary>
    public Dictionary<string, RideRecord> Rides() => RideRecords().GroupBy(ride => ride.RideId).ToDictionary(
        ride => ride.Key, ride => ride.Aggregate((known, next) => known.Supersedes(next) ? known : next));

    /// <summary>The requests that were refused, as readers see it: by records that were not outdated when they came.</summary>
    public HashSet<string> RefusedRides()
    {
        var refused = new HashSet<string>();
        foreach (var route in RideRecords().GroupBy(ride => ride.RouteId))
        {
            RideRecord? known = null;
            foreach (var ride in route.Where(next => known?.Supersedes(next) != true))
            {
                known = ride;
                if (ride.Refused is { } one)
                {
                    refused.Add(one.RideId);
                }
            }
        }

        return refused;
    }

    /// <summary>What users were told, as often as they were.</summary>
    public List<(string UserId, DeliveryEvent What)> Told() =>
    [
        .. Records(Topics.UserPush).Select(record =>
        {
            Assert.True(Pushes.PushMessage.TryRead(record.Value!.Value, out var push, out var reason), reason);
            Assert.Equal("delivery", push.Topic);
            return (push.UserId, JsonSerializer.Deserialize(push.Body.Span, DeliveryJson.Default.DeliveryEvent)!);
        }),
    ];

    /// <summary>All records of a topic, partition by partition.</summary>
    public List<LogRecord> Records(string topic)
    {
        var records = new List<LogRecord>();
        foreach (var (partition, range) in (Read(Log.DescribeTopicAsync(topic, Token))?.Partitions ?? []).Index())
        {
            for (var next = range.Start; next < range.End;)
            {
                var batch = Read(Log.OpenReader(topic, StartAt.At(next), [partition]).ReadAsync(Token));
                records.AddRange(batch.Records.Span);
                next = batch.Records.Span[^1].Offset + 1;
            }
        }

        return records;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var life in Lives.ToArray())
        {
            await EndAsync(life);
        }

        await Log.DisposeAsync();
    }

    // The log in memory answers what it has at once.
    private static T Read<T>(ValueTask<T> task)
    {
        Assert.True(task.IsCompletedSuccessfully);
#pragma warning disable VSTHRD002 // It has completed.
        return task.Result;
#pragma warning restore VSTHRD002
    }
}
