using System.Text.Json.Nodes;
using Homing.Pushes;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests;

/// <summary>
/// A process of this version beside one whose messages have more fields, as in a rolling upgrade: on one log, each with a
/// gateway and workers. Whatever one writes the other reads, both ways round.
/// </summary>
public sealed class RollingUpgradeTests : IAsyncLifetime
{
    private readonly SharedState _shared = new();
    private LaterLog _log = null!;
    private GatewayFixture _present = null!;
    private GatewayFixture _later = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _log = new LaterLog(_shared.Log);
        _present = await GatewayFixture.StartAsync(shared: _shared);
        _later = await GatewayFixture.StartAsync(shared: _shared, decorate: _ => _log);
    }

    public async ValueTask DisposeAsync()
    {
        await _present.DisposeAsync();
        await _later.DisposeAsync();
        await _shared.DisposeAsync();
    }

    [Fact]
    public async Task Requests_are_answered_whichever_process_takes_them_and_whichever_works_on_them()
    {
        const int Clients = 24;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async number =>
        {
            await using var client = await SocketClient.ConnectAsync((number % 2 == 0 ? _present : _later).Server);
            for (var i = 0; i < 5; i++)
            {
                await client.RequestAsync($"r{i}", "echo", new { text = $"{number}-{i}" });
                var answer = await client.ReceiveAsync("response");
                Assert.Equal($"r{i}", answer.GetProperty("id").GetString());
                Assert.Equal($"{number}-{i}", answer.GetProperty("body").GetProperty("text").GetString());
            }
        }));

        Assert.True(_log.Appended > Clients / 2 * 5);
        await AssertNothingIsSetAsideAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_that_moves_gets_its_answer_and_the_old_process_may_stop(bool toLater)
    {
        var (from, to) = toLater ? (_present, _later) : (_later, _present);
        await using var before = await SocketClient.ConnectAsync(from.Server);
        await before.RequestAsync("answered", "echo", new { text = "x" });
        await before.ReceiveAsync("response");
        await before.RequestAsync("under way", "wait", new { text = "y" });
        await before.ReceiveAsync("accepted");

        await using var after = await SocketClient.ResumeAsync(to.Server, before.Session, "answered", "under way");
        Assert.Equal(4003, await before.ReceiveCloseAsync());
        from.OpenGate();
        to.OpenGate();
        var answers = new[] { await after.ReceiveAsync("response"), await after.ReceiveAsync("response") };
        await from.StopAsync();
        await after.RequestAsync("last", "echo", new { text = "z" });

        Assert.Equal(["answered", "under way"], answers.Select(answer => answer.GetProperty("id").GetString()).Order());
        Assert.Equal("last", (await after.ReceiveAsync("response")).GetProperty("id").GetString());
        await AssertNothingIsSetAsideAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Push_of_one_process_reaches_a_user_at_the_other(bool toLater)
    {
        var (from, to) = toLater ? (_present, _later) : (_later, _present);
        await using var client = await SocketClient.ConnectAsync(to.Server, await to.SignInAsync("ada"));

        await from.Services.GetRequiredService<UserPushes>().SendAsync(
            "ada", "news", "{\"text\":\"x\"}"u8.ToArray(), pushId: "p", cancellationToken: Token);

        var push = await client.ReceiveAsync("push");
        Assert.Equal(("p", "x"), (push.GetProperty("id").GetString(), push.GetProperty("body").GetProperty("text").GetString()));
        await AssertNothingIsSetAsideAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Frames_of_version_1_are_taken_also_with_more_fields(bool asOfLater)
    {
        await using var client = await SocketClient.ConnectAsync(_present.Server);
        var frames = asOfLater ? GoldenMessages.ReadAsOfLater("client.frames") : GoldenMessages.Read("client.frames");
        foreach (var frame in frames)
        {
            // The type comes first.
            var fields = JsonNode.Parse(frame.Value!.Value.Span)!.AsObject();
            var type = fields["type"]!;
            fields.Remove("type");
            fields.Insert(0, "type", type);
            await client.SendTextAsync(fields.ToJsonString());
        }

        await client.RequestAsync("last", "echo", new { text = "x" });
        var answered = new List<string?>();
        while (answered.LastOrDefault() != "last")
        {
            var frame = await client.ReceiveAsync();
            Assert.NotEqual("error", frame.GetProperty("type").GetString());
            if (frame.GetProperty("type").GetString() == "response")
            {
                answered.Add(frame.GetProperty("id").GetString());
            }
        }

        Assert.Contains("golden-1", answered);
    }

    private async Task AssertNothingIsSetAsideAsync() =>
        Assert.DoesNotContain(await _shared.Log.ListTopicsAsync(Token), topic => topic.EndsWith(".dead", StringComparison.Ordinal));
}
