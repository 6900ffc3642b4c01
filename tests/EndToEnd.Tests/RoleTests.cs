using System.Net;
using System.Text;
using Homing.Testing;

namespace EndToEnd.Tests;

/// <summary>Each role also runs alone: nothing that it needs comes in by another one.</summary>
public sealed class RoleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gateway", 101, 404)]
    [InlineData("parking-worker", 404, 200)]
    [InlineData("parking-feed", 404, 404)]
    [InlineData("gateway,parking-worker", 101, 200)]
    public async Task Role_runs_alone_and_serves_only_what_is_its_own(string roles, int socket, int lots)
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.RunAsync(data.Path, roles);
        using var http = new HttpClient { BaseAddress = server.Server };

        using var ready = await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative), Token);
        using var catalogue = await http.GetAsync(new Uri("/api/parking/lots", UriKind.Relative), Token);
        using var upgrade = new HttpRequestMessage(HttpMethod.Get, new Uri("/ws", UriKind.Relative));
        upgrade.Headers.Add("Connection", "Upgrade");
        upgrade.Headers.Add("Upgrade", "websocket");
        upgrade.Headers.Add("Sec-WebSocket-Version", "13");
        upgrade.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(Encoding.ASCII.GetBytes("0123456789abcdef")));
        using var upgraded = await http.SendAsync(upgrade, HttpCompletionOption.ResponseHeadersRead, Token);

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal(lots, (int)catalogue.StatusCode);
        Assert.Equal(socket, (int)upgraded.StatusCode);
    }

    [Fact]
    public async Task Gateway_without_its_workers_still_knows_their_operations()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.RunAsync(data.Path, "gateway");
        await using var client = await SocketClient.ConnectAsync(server.Server);

        await client.RequestAsync("r1", "parking.nearby", new { lat = 41.0, lng = 29.0 });
        await client.RequestAsync("r2", "no.such.op");

        // In either order: a refusal does not wait for the disk.
        var frames = new[] { await client.ReceiveAsync(), await client.ReceiveAsync() }
            .ToDictionary(frame => frame.GetProperty("id").GetString()!);

        Assert.Equal("accepted", frames["r1"].GetProperty("type").GetString());
        Assert.Equal("unknown_op", frames["r2"].GetProperty("code").GetString());
    }
}
