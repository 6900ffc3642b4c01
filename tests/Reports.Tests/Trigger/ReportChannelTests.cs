using System.Text.Json;
using Homing.Reports.Contracts;
using Homing.Reports.Tests.Contracts;
using Homing.Streams;
using Homing.Testing;

namespace Homing.Reports.Tests.Trigger;

public sealed class ReportChannelTests
{
    private static readonly DateTimeOffset Later = Story.Start.AddDays(1);

    [Fact]
    public async Task Report_is_shown_at_each_change()
    {
        await using var process = await TriggerProcess.StartAsync();
        var id = await process.OrderAsync();
        var probe = new WatcherProbe();
        using var watch = Watch(process, $"reports/{id}", "analyst", probe);
        await watch.Opened;

        Assert.False(watch.Recovered);
        Assert.Equal("requested", State(await probe.NextJsonAsync()));
        await process.SayAsync(id, new ReportApproved(1, "policy"));
        Assert.Equal("approved", State(await probe.NextJsonAsync()));
        await process.SayAsync(id, new ReportSubmitted(Later), new ReportProgressed(40, "reads sales"));
        Assert.Equal("preparing", State(await probe.NextJsonAsync()));
        var value = await probe.NextAsync();
        Assert.Equal(40, WatcherProbe.Json(value).GetProperty("progress").GetInt32());
        Assert.Equal((4, 0), (value.Position.Offset, value.LeftOut));
        Assert.True(JsonElement.DeepEquals((await process.GetAsync($"/{id}", "analyst")).Json, WatcherProbe.Json(value)));
    }

    [Fact]
    public async Task Who_comes_back_at_another_process_misses_nothing_and_is_told_how_much_was_left_out()
    {
        var log = new InMemoryLog();
        await using var one = await TriggerProcess.StartAsync(log);
        await using var two = await TriggerProcess.StartAsync(log);
        var id = await one.OrderAsync();
        var probe = new WatcherProbe();
        Watch(one, $"reports/{id}", "analyst", probe).Dispose();
        var seen = (await probe.NextAsync()).Position;
        await two.SayAsync(id);

        using var same = Watch(two, $"reports/{id}", "analyst", probe, seen);
        await same.Opened;
        Assert.Equal((true, seen, 0), (same.Recovered, same.Position, probe.Waiting));
        same.Dispose();

        await two.SayAsync(id, Story.WayTo(ReportState.Ready));
        using var later = Watch(two, $"reports/{id}", "analyst", probe, seen);
        await later.Opened;
        var value = await probe.NextAsync();
        Assert.True(later.Recovered);
        Assert.Equal(("ready", 2, seen.Offset + 3), (State(WatcherProbe.Json(value)), value.LeftOut, value.Position.Offset));

        using var elsewhere = Watch(two, $"reports/{id}", "analyst", new WatcherProbe(), new ChannelPosition(7, 7));
        await elsewhere.Opened;
        Assert.False(elsewhere.Recovered);
    }

    [Fact]
    public async Task Report_that_another_process_took_just_now_is_shown_as_soon_as_it_is_known()
    {
        var log = new InMemoryLog();
        await using var process = await TriggerProcess.StartAsync(log);
        var story = new Story(Guid.NewGuid());
        var probe = new WatcherProbe();

        // Before it is there at all: who may see it is not known yet.
        using var watch = Watch(process, $"reports/{story.Id}", "analyst", probe);
        using var stranger = Watch(process, $"reports/{story.Id}", "driver", probe);
        await watch.Opened;
        await stranger.Opened;
        await log.AppendAsync(ReportTopics.Events, story.Next(Story.Request).ToEntry(), TestContext.Current.CancellationToken);

        Assert.Equal("requested", State(await probe.NextJsonAsync()));
        await process.Ledger.CatchUpAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, probe.Waiting);
    }

    [Fact]
    public async Task Approver_sees_a_report_and_strangers_do_not()
    {
        await using var process = await TriggerProcess.StartAsync();
        var id = await process.OrderAsync();
        Assert.Equal(404, Refused(process, $"reports/{id}", "approver").Status);
        await process.SayAsync(id, new ReportApprovalRequested(1, "approver", Later));

        var probe = new WatcherProbe();
        using var watch = Watch(process, $"reports/{id}", "approver", probe);
        Assert.Equal("awaiting_approval", State(await probe.NextJsonAsync()));
        Assert.Equal(404, Refused(process, $"reports/{id}", "driver").Status);
    }

    [Theory]
    [InlineData("reports/")]
    [InlineData("reports/mine")]
    [InlineData("reports?state=ready")]
    public async Task Channel_that_is_not_there_is_refused(string channel)
    {
        await using var process = await TriggerProcess.StartAsync();

        Assert.Equal(404, Refused(process, channel, "analyst").Status);
    }

    [Fact]
    public async Task Guest_is_refused()
    {
        await using var process = await TriggerProcess.StartAsync();
        var id = await process.OrderAsync();

        foreach (var channel in new[] { "reports", $"reports/{id}" })
        {
            var refused = Assert.Throws<ProblemException>(
                () => process.Channels.Watch(new ChannelRequest(channel, "client", null), new WatcherProbe()));
            Assert.Equal(401, refused.Problem.Status);
        }
    }

    [Fact]
    public async Task List_tells_each_change_of_the_callers_reports_alone()
    {
        await using var process = await TriggerProcess.StartAsync();
        var probe = new WatcherProbe();
        using var watch = Watch(process, "reports", "analyst", probe);
        await watch.Opened;
        Assert.Equal(0, watch.Position.Offset);

        await process.OrderAsync("ceo");
        var one = await process.OrderAsync();
        var two = await process.OrderAsync(key: "key-2");
        await process.SayAsync(one, new ReportCancelled("analyst"));

        var values = new[] { await probe.NextAsync(), await probe.NextAsync(), await probe.NextAsync() };
        Assert.Equal([(one, "requested"), (two, "requested"), (one, "cancelled")], values.Select(WatcherProbe.Json).Select(report =>
            (report.GetProperty("report_id").GetGuid(), State(report))));
        Assert.Equal([1, 2, 3], values.Select(value => value.Position.Offset));
    }

    [Fact]
    public async Task Who_comes_back_to_the_list_is_told_whether_something_has_changed()
    {
        await using var process = await TriggerProcess.StartAsync();
        var probe = new WatcherProbe();
        Watch(process, "reports", "analyst", probe).Dispose();
        var id = await process.OrderAsync();
        Assert.Equal(0, probe.Waiting);

        using var watch = Watch(process, "reports", "analyst", probe);
        await process.SayAsync(id, new ReportApproved(1, "policy"));
        var seen = (await probe.NextAsync()).Position;
        watch.Dispose();
        using var same = Watch(process, "reports", "analyst", probe, seen);
        Assert.True(same.Recovered);
        same.Dispose();

        await process.SayAsync(id, new ReportCancelled("analyst"));
        using var later = Watch(process, "reports", "analyst", probe, seen);
        Assert.False(later.Recovered);
    }

    private static string? State(JsonElement report) => report.GetProperty("state").GetString();

    private static Problem Refused(TriggerProcess process, string channel, string user) =>
        Assert.Throws<ProblemException>(() => Watch(process, channel, user, new WatcherProbe())).Problem;

    private static IChannelWatch Watch(
        TriggerProcess process, string channel, string user, WatcherProbe probe, ChannelPosition? since = null) =>
        process.Channels.Watch(new ChannelRequest(channel, "client", since) { UserId = user, Roles = [user] }, probe);
}
