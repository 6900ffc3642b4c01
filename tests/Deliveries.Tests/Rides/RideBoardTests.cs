using System.Text;
using System.Text.Json;
using Homing.Deliveries.Rides;
using Homing.Log;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Deliveries.Tests.Rides;

public sealed class RideBoardTests : IAsyncLifetime
{
    private readonly InMemoryLog _log = new();
    private readonly RideBoard _board;

    public RideBoardTests() => _board = new RideBoard(_log, TimeProvider.System, NullLogger<RideBoard>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _log.EnsureTopicAsync(DeliveryTopics.RidesOptions, Token);

    [Fact]
    public async Task Once_started_it_knows_what_was_there()
    {
        await AppendAsync(Ride("1", 0));
        await AppendAsync(Ride("2", 1));
        await AppendAsync(Ride("1", 5));
        await _board.StartAsync(Token);
        Assert.Equal(5, _board.Find("1")!.FirstPosition);
        Assert.Equal(["1", "2"], _board.All.Select(ride => ride.RouteId).Order());
        Assert.Null(_board.Find("3"));
    }

    [Fact]
    public async Task Waiting_answers_at_once_or_when_it_comes()
    {
        await AppendAsync(Ride("1", 0));
        await _board.StartAsync(Token);
        Assert.Equal(0, (await _board.WaitAsync("1", _ => true, Token)).FirstPosition);
        var waiting = _board.WaitAsync("1", ride => ride.State == RideState.Finished, Token);
        var other = _board.WaitAsync("1", ride => ride.FirstPosition == 9, Token);
        await AppendAsync(Ride("1", 0) with { State = RideState.Finished });
        Assert.Equal(RideState.Finished, (await waiting).State);
        Assert.False(other.IsCompleted);
        await AppendAsync(Ride("1", 9));
        Assert.Equal(9, (await other).FirstPosition);
    }

    [Fact]
    public async Task Waiting_ends_with_its_token_and_with_its_own_error()
    {
        await AppendAsync(Ride("1", 0));
        await _board.StartAsync(Token);
        using var source = new CancellationTokenSource();
        var waiting = _board.WaitAsync("2", _ => true, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAsync<FormatException>(() => _board.WaitAsync("1", _ => throw new FormatException(), Token));
    }

    [Fact]
    public async Task What_is_outdated_or_no_ride_changes_nothing()
    {
        await _board.StartAsync(Token);
        var told = new List<RideRecord>();
        _board.Changed += told.Add;
        await AppendAsync(Ride("1", 5) with { Term = 1, Driver = "b" });
        await AppendAsync(Ride("1", 5) with { Driver = "a" });
        await AppendAsync(Ride("1", 2) with { Driver = "a", State = RideState.Finished });
        await _log.AppendAsync(DeliveryTopics.Rides, new LogEntry("1"u8.ToArray(), "no ride"u8.ToArray()), Token);
        await _board.CatchUpAsync(Token);
        Assert.Equal("b", _board.Find("1")!.Driver);
        Assert.Single(told);
    }

    [Fact]
    public async Task Whatever_stands_in_a_record_the_next_is_read()
    {
        await _board.StartAsync(Token);
        for (var seed = 0; seed < 2_000; seed++)
        {
            await _log.AppendAsync(
                DeliveryTopics.Rides, new LogEntry("1"u8.ToArray(), Encoding.UTF8.GetBytes(RandomRideJson.Of(seed))), Token);
        }

        await AppendAsync(Ride("the next", 7));
        await _board.CatchUpAsync(Token);
        Assert.Equal(7, _board.Find("the next")!.FirstPosition);
        Assert.Equal("b", (await WriteAsync(Ride("the next", 8) with { Driver = "b" })).Driver);
    }

    [Fact]
    public async Task Where_reading_ends_by_an_error_the_process_stops_and_nobody_waits()
    {
        await AppendAsync(Ride("1", 0));
        await _board.StartAsync(Token);
        _board.Changed += _ => throw new InvalidOperationException("a fault in what listens");

        var refused = await Assert.ThrowsAsync<LogException>(() => WriteAsync(Ride("1", 5)));
        Assert.Equal(LogError.Closed, refused.Error);
        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => _board.ExecuteTask!.WaitAsync(Token));
        Assert.Equal("a fault in what listens", ended.Message);
        Assert.Equal(LogError.Closed, (await Assert.ThrowsAsync<LogException>(() => WriteAsync(Ride("2", 6)))).Error);
    }

    [Fact]
    public async Task A_removed_route_is_forgotten()
    {
        await AppendAsync(Ride("1", 0));
        await _log.AppendAsync(DeliveryTopics.Rides, new LogEntry("1"u8.ToArray(), null), Token);
        await _board.StartAsync(Token);
        Assert.Empty(_board.All);
    }

    [Fact]
    public void A_later_ride_a_later_term_and_the_arrival_supersede()
    {
        var ride = Ride("1", 5);
        Assert.False(ride.Supersedes(ride));
        AssertOrder(Ride("1", 6), ride);
        AssertOrder(ride with { Term = 1 }, ride);
        AssertOrder(ride with { State = RideState.Finished }, ride with { Term = 1 });
        AssertOrder(ride with { Driver = "z" }, ride);
        Assert.False((Ride("1", 6) with { PositionPartition = 1 }).Supersedes(ride));

        static void AssertOrder(RideRecord newer, RideRecord older)
        {
            Assert.True(newer.Supersedes(older));
            Assert.False(older.Supersedes(newer));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _board.DisposeAsync();
        await _log.DisposeAsync();
    }

    private static RideRecord Ride(string route, long first) => new()
    {
        RouteId = route,
        RideId = $"0-{first}",
        ClientId = "1",
        State = RideState.UnderWay,
        StartedAt = DateTimeOffset.UnixEpoch,
        PositionPartition = 0,
        FirstPosition = first,
        Driver = "driver",
    };

    private async Task<RideRecord> WriteAsync(RideRecord ride)
    {
        await _board.WriteAsync(
            ride,
            async headers => await _log.AppendAsync(
                DeliveryTopics.Rides,
                new LogEntry(
                    Encoding.UTF8.GetBytes(ride.RouteId),
                    JsonSerializer.SerializeToUtf8Bytes(ride, DeliveryJson.Default.RideRecord),
                    headers),
                Token),
            Token);
        return _board.Find(ride.RouteId)!;
    }

    private ValueTask<LogPosition> AppendAsync(RideRecord ride) => _log.AppendAsync(
        DeliveryTopics.Rides,
        new LogEntry(
            Encoding.UTF8.GetBytes(ride.RouteId), JsonSerializer.SerializeToUtf8Bytes(ride, DeliveryJson.Default.RideRecord)),
        Token);
}
