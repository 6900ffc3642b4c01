using System.Text;
using Homing.Gateway.Pushes;
using Homing.Log;
using Homing.Messages;
using Homing.Pushes;
using Homing.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Pushes;

/// <summary>Pushes as a client sees them, at a real server; the log outlives the servers.</summary>
public sealed class PushTests : IAsyncDisposable
{
    private readonly EphemeralDataProtectionProvider _keys = new();
    private readonly InMemoryLog _log = new();

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task Push_reaches_the_connected_user_byte_for_byte()
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        var id = await SendAsync(gateway, client.ClientId, """{ "title" : "Türkçe 1.50" }""");
        var push = await client.ReceiveAsync();

        Assert.Equal(
            $$$"""{"type":"push","id":"{{{id}}}","seq":1,"topic":"report","body":{ "title" : "Türkçe 1.50" }}""", push.GetRawText());
    }

    [Fact]
    public async Task Push_to_a_user_who_is_away_waits_and_comes_after_the_welcome()
    {
        await using var gateway = await StartAsync();
        var first = await SocketClient.ConnectAsync(gateway.Server);
        await first.CloseAsync();

        await SendAsync(gateway, first.ClientId, "1");
        await SendAsync(gateway, first.ClientId, "2");
        await SendAsync(gateway, "somebody else", "3");
        await using var client = await SocketClient.ResumeAsync(gateway.Server, first.Session);

        Assert.Equal([(1, "1"), (2, "2")], await ReceivePushesAsync(client, 2));
        await AssertNothingMoreAsync(client);
    }

    [Fact]
    public async Task Pushes_and_answers_share_one_counter()
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.RequestAsync("r1", "echo", new { text = "x" });
        var response = await client.ReceiveAsync("response");
        await SendAsync(gateway, client.ClientId, "1");
        var push = await client.ReceiveAsync("push");

        Assert.Equal(1, response.GetProperty("seq").GetInt64());
        Assert.Equal(2, push.GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task Acknowledged_push_gets_a_tombstone_and_never_comes_again()
    {
        await using var gateway = await StartAsync();
        var first = await SocketClient.ConnectAsync(gateway.Server);
        var id = await SendAsync(gateway, first.ClientId, "1");
        await first.ReceiveAsync("push");

        await first.SendAsync(new { type = "ack", seq = 1 });
        await WaitForTombstoneAsync(id);
        await first.CloseAsync();
        await using var client = await SocketClient.ResumeAsync(gateway.Server, first.Session);

        await AssertNothingMoreAsync(client);
        Assert.Equal(0, gateway.Services.GetRequiredService<OpenPushes>().Count);
    }

    [Fact]
    public async Task Push_that_was_not_acknowledged_comes_again_after_a_restart_and_once_it_is_it_does_not()
    {
        SocketClient client;
        string id;
        await using (var gateway = await StartAsync())
        {
            client = await SocketClient.ConnectAsync(gateway.Server);
            id = await SendAsync(gateway, client.ClientId, "1");
            await client.ReceiveAsync("push");
            await gateway.StopAsync();
        }

        await using (var gateway = await StartAsync())
        {
            await using var again = await SocketClient.ResumeAsync(gateway.Server, client.Session);
            Assert.Equal(id, (await again.ReceiveAsync("push")).GetProperty("id").GetString());
            await again.SendAsync(new { type = "ack", seq = 1 });

            // The stop waits for the tombstone.
            await PingAsync(again);
            await gateway.StopAsync();
            Assert.Contains(id, await TombstonesAsync());
        }

        _log.Compact(Topics.UserPush);
        await using (var gateway = await StartAsync())
        {
            await using var third = await SocketClient.ResumeAsync(gateway.Server, client.Session);
            await AssertNothingMoreAsync(third);
        }
    }

    [Fact]
    public async Task Push_follows_the_client_to_its_newer_connection_and_is_settled_there()
    {
        await using var gateway = await StartAsync(gateways: 2);
        await using var older = await SocketClient.ConnectAsync(gateway.Servers[0]);
        var id = await SendAsync(gateway, older.ClientId, "1");
        await older.ReceiveAsync("push");

        await using var newer = await SocketClient.ResumeAsync(gateway.Servers[1], older.Session);
        Assert.Equal(id, (await newer.ReceiveAsync("push")).GetProperty("id").GetString());
        await newer.SendAsync(new { type = "ack", seq = 1 });
        await WaitForTombstoneAsync(id);

        Assert.Single(await TombstonesAsync(), tombstone => tombstone == id);
    }

    [Fact]
    public async Task Push_that_was_sent_twice_under_one_id_is_one_push()
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        var pushes = gateway.Services.GetRequiredService<UserPushes>();

        await pushes.SendAsync(client.ClientId, "report", "1"u8.ToArray(), pushId: "p1", cancellationToken: Soon);
        await pushes.SendAsync(client.ClientId, "report", "1"u8.ToArray(), pushId: "p1", cancellationToken: Soon);
        await SendAsync(gateway, client.ClientId, "2");

        Assert.Equal([(1, "1"), (2, "2")], await ReceivePushesAsync(client, 2));
    }

    [Fact]
    public async Task More_pushes_than_a_window_come_as_they_are_acknowledged_and_never_close_the_client()
    {
        const int Count = 100;
        await using var gateway = await StartAsync();
        var first = await SocketClient.ConnectAsync(gateway.Server);
        await first.CloseAsync();
        var body = $"\"{new string('x', PushMessage.MaxBodyBytes - 2)}\"";
        for (var number = 0; number < Count; number++)
        {
            await SendAsync(gateway, first.ClientId, body);
        }

        await using var client = await SocketClient.ResumeAsync(gateway.Server, first.Session);
        var ids = new HashSet<string>();
        for (var seq = 1; seq <= Count; seq++)
        {
            ids.Add((await client.ReceiveAsync("push")).GetProperty("id").GetString()!);
            if (seq == PushBoard.Window)
            {
                await AssertNothingMoreAsync(client);
            }

            if (seq >= PushBoard.Window)
            {
                await client.SendAsync(new { type = "ack", seq });
            }
        }

        Assert.Equal(Count, ids.Count);
        await GatewaySetWaiting.WaitAsync(
            () => gateway.Services.GetRequiredService<OpenPushes>().Count == 0, () => "a push is still open");
    }

    [Fact]
    public async Task Push_that_has_expired_is_not_sent_and_is_removed_within_a_minute()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var gateway = await StartAsync(clock: clock);
        var first = await SocketClient.ConnectAsync(gateway.Server);
        await first.CloseAsync();
        var id = await gateway.Services.GetRequiredService<UserPushes>().SendAsync(
            first.ClientId, "report", "1"u8.ToArray(), TimeSpan.FromSeconds(10), cancellationToken: Soon);
        var open = gateway.Services.GetRequiredService<OpenPushes>();
        await GatewaySetWaiting.WaitAsync(() => open.Count == 1, () => "the push is not read");

        clock.Advance(TimeSpan.FromSeconds(10));
        await using var client = await SocketClient.ResumeAsync(gateway.Server, first.Session);
        await AssertNothingMoreAsync(client);
        clock.Advance(TimeSpan.FromSeconds(60));
        open.Sweep();

        await WaitForTombstoneAsync(id);
        Assert.Equal(0, open.Count);
    }

    [Fact]
    public async Task Tombstone_that_cannot_be_appended_at_first_is_tried_again()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var gateway = await StartAsync(clock: clock);
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        var id = await SendAsync(gateway, client.ClientId, "1");
        await client.ReceiveAsync("push");
        var failures = 0;
        _log.FailAppend = topic => topic == Topics.UserPush && Interlocked.Increment(ref failures) > 0
            ? new LogException(LogError.Full, "full") : null;

        await client.SendAsync(new { type = "ack", seq = 1 });
        await GatewaySetWaiting.WaitAsync(
            () => Volatile.Read(ref failures) > 0, () => "no tombstone was tried");
        _log.FailAppend = null;
        await WaitForTombstoneAsync(id, () => clock.Advance(TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData("p1", "nonsense")]
    [InlineData("p1", "[]")]
    [InlineData("p1", """{"push_id":"p1","user_id":"u","topic":"t","expires_at":"2030-01-01T00:00:00Z"}""")]
    [InlineData("p1", """{"push_id":"p1","user_id":"","topic":"t","body":1,"expires_at":"2030-01-01T00:00:00Z"}""")]
    [InlineData("p1", """{"push_id":"p1","user_id":"u","topic":"t","body":1,"expires_at":"soon"}""")]
    [InlineData("p2", """{"push_id":"p1","user_id":"u","topic":"t","body":1,"expires_at":"2030-01-01T00:00:00Z"}""")]
    public async Task Record_that_is_no_push_goes_to_the_dead_letters_and_holds_nothing_up(string key, string value)
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await _log.AppendAsync(
            Topics.UserPush, new LogEntry(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value)), Soon);
        await SendAsync(gateway, client.ClientId, "1");
        await client.ReceiveAsync("push");

        await using var dead = _log.OpenReader(Topics.Dead(Topics.UserPush), StartAt.Beginning);
        var record = (await dead.ReadAsync(Soon)).Records.Span[0];
        Assert.Equal(value, Encoding.UTF8.GetString(record.Value!.Value.Span));
        Assert.True(record.Headers.TryGet(DeadLetters.ReasonHeader, out var reason) && !reason.IsEmpty);
    }

    [Fact]
    public async Task Start_waits_until_what_is_open_is_read_though_compaction_left_nothing_at_the_end()
    {
        string clientId, session;
        await using (var gateway = await StartAsync())
        {
            await using var client = await SocketClient.ConnectAsync(gateway.Server);
            (clientId, session) = (client.ClientId, client.Session);
            for (var number = 0; number < 300; number++)
            {
                await SendAsync(gateway, number == 0 ? clientId : "away", "1");
            }

            await _log.AppendAsync(Topics.UserPush, new LogEntry("gone"u8.ToArray(), null), Soon);
            await gateway.StopAsync();
        }

        _log.Compact(Topics.UserPush);
        await using (var gateway = await StartAsync())
        {
            var open = gateway.Services.GetRequiredService<OpenPushes>();
            Assert.True(open.CaughtUp.IsCompletedSuccessfully);
            Assert.Equal(300, open.Count);
        }
    }

    private static CancellationToken Soon => TestContext.Current.CancellationToken;

    private static async Task<string> SendAsync(GatewayFixture gateway, string userId, string body) =>
        await gateway.Services.GetRequiredService<UserPushes>().SendAsync(
            userId, "report", Encoding.UTF8.GetBytes(body), cancellationToken: Soon);

    private static async Task<(int Seq, string Body)[]> ReceivePushesAsync(SocketClient client, int count)
    {
        var pushes = new List<(int, string)>();
        while (pushes.Count < count)
        {
            var push = await client.ReceiveAsync("push");
            pushes.Add((push.GetProperty("seq").GetInt32(), push.GetProperty("body").GetRawText()));
        }

        return [.. pushes];
    }

    private static Task AssertNothingMoreAsync(SocketClient client) => PingAsync(client);

    // Nothing may come before the pong.
    private static async Task PingAsync(SocketClient client)
    {
        await client.SendAsync(new { type = "ping" });
        Assert.Equal("pong", (await client.ReceiveAsync()).GetProperty("type").GetString());
    }

    private Task<GatewayFixture> StartAsync(int gateways = 1, TimeProvider? clock = null) =>
        GatewayFixture.StartAsync(gateways, services: services =>
        {
            services.AddSingleton<ILog>(_log);
            services.AddSingleton<IDataProtectionProvider>(_keys);
            if (clock is not null)
            {
                services.AddSingleton(clock);
            }
        });

    private async Task<List<string>> TombstonesAsync()
    {
        var end = (await _log.DescribeTopicAsync(Topics.UserPush, Soon))!.Partitions[0].End;
        await using var reader = _log.OpenReader(Topics.UserPush, StartAt.Beginning);
        var tombstones = new List<string>();
        for (var next = 0L; next < end;)
        {
            var batch = await reader.ReadAsync(Soon);
            next = batch.Records.Span[^1].Offset + 1;
            foreach (var record in batch.Records.Span)
            {
                if (record.Value is null)
                {
                    tombstones.Add(Encoding.UTF8.GetString(record.Key.Span));
                }
            }
        }

        return tombstones;
    }

    private async Task WaitForTombstoneAsync(string id, Action? meanwhile = null)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Soon);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        await using var reader = _log.OpenReader(Topics.UserPush, StartAt.Beginning);
        while (true)
        {
            var reading = reader.ReadAsync(deadline.Token).AsTask();
            while (meanwhile is not null && !reading.IsCompleted)
            {
                meanwhile();
                await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token));
            }

            var batch = await reading;
            for (var index = 0; index < batch.Records.Length; index++)
            {
                var record = batch.Records.Span[index];
                if (record.Value is null && Encoding.UTF8.GetString(record.Key.Span) == id)
                {
                    return;
                }
            }
        }
    }
}
