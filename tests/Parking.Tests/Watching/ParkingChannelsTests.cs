using System.Text;
using Homing.Log;
using Homing.Parking.Availability;
using Homing.Parking.Watching;
using Homing.Roles;
using Homing.Streams;
using Homing.Testing;
using Microsoft.Extensions.Hosting;

namespace Homing.Parking.Tests.Watching;

public sealed class ParkingChannelsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Process_with_a_gateway_pushes_what_comes_into_the_topic(bool runsTheWorkerToo)
    {
        var role = new ParkingWorkerRole();
        await using var app = await RoleProcess.StartAsync(
            runsTheWorkerToo ? [role] : [], withChannelsOf: [role], settings: ("Homing:Parking:WatchInterval", "00:00:00.010"));
        var source = Assert.Single(app.GetAll<IChannelSource>());
        var watcher = new RecordingWatcher();

        using var watch = source.Watch(
            new ChannelRequest($"{source.Name}?lat=40.9313&lng=29.1161&limit=1", "client", null), watcher);
        await app.Log.AppendAsync(
            AvailabilityMessage.Topic,
            new LogEntry("1988"u8.ToArray(), Encoding.UTF8.GetBytes(
                $$"""{"lot_id":"1988","free":77,"observed_at":"{{TimeProvider.System.GetUtcNow():O}}"}""")),
            Cancelled);

        var answer = await watcher.WaitForAsync(answer => answer.Lots[0].Free == 77, Deadline, Cancelled);
        Assert.Equal(("1988", "live"), (answer.Lots[0].LotId, answer.Lots[0].Availability));
    }

    [Fact]
    public async Task Worker_and_channels_in_one_process_share_one_reader_and_one_loop()
    {
        IRole[] roles = [new ParkingWorkerRole(), new ParkingFeedRole()];
        await using var app = await RoleProcess.StartAsync(roles, withChannelsOf: [.. roles, new ParkingWorkerRole()]);

        Assert.Single(app.GetAll<IHostedService>().OfType<AvailabilityReader>());
        Assert.Single(app.GetAll<IHostedService>().OfType<WatchLoop>());
        Assert.Single(app.GetAll<IChannelSource>());
    }

    [Fact]
    public async Task Worker_without_a_gateway_has_no_loop()
    {
        await using var app = await RoleProcess.StartAsync([new ParkingWorkerRole()]);

        Assert.Empty(app.GetAll<IHostedService>().OfType<WatchLoop>());
    }

    [Fact]
    public async Task List_of_a_watcher_that_comes_right_after_the_start_knows_what_was_in_the_topic()
    {
        var log = new InMemoryLog();
        await log.EnsureTopicAsync(AvailabilityReader.Topic, Cancelled);
        await log.AppendAsync(
            AvailabilityMessage.Topic,
            new LogEntry("1988"u8.ToArray(), """{"lot_id":"1988","free":5,"observed_at":"2026-01-01T00:00:00Z"}"""u8.ToArray()),
            Cancelled);
        await using var app = await RoleProcess.StartAsync([], log, withChannelsOf: [new ParkingWorkerRole()]);
        var watcher = new RecordingWatcher();

        app.GetAll<IChannelSource>().Single().Watch(
            new ChannelRequest("parking.nearby?lat=40.9313&lng=29.1161&limit=1", "client", null), watcher);

        Assert.Equal(5, Assert.Single(watcher.Values) is not null ? watcher.Last.Lots[0].Free : null);
    }
}
