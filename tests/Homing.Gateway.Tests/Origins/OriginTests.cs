using System.Net;
using System.Text;
using System.Text.Json;
using Homing.Gateway.Origins;
using Homing.Testing;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Tests.Origins;

/// <summary>Which pages may open a socket, over both ways that one comes in.</summary>
public sealed class OriginTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "homing.example", true)]
    [InlineData("https://homing.example", "homing.example", true)]
    [InlineData("https://HOMING.example", "homing.example:8443", true)]
    [InlineData("http://127.0.0.1:8080", "127.0.0.1:8081", true)]
    [InlineData("http://[::1]:8080", "[::1]:8081", true)]
    [InlineData("https://pages.example", "homing.example", true)]
    [InlineData("https://pages.example:444", "homing.example", false)]
    [InlineData("http://pages.example", "homing.example", false)]
    [InlineData("https://evil.example", "homing.example", false)]
    [InlineData("https://homing.example.evil.example", "homing.example", false)]
    [InlineData("https://sub.homing.example", "homing.example", false)]
    [InlineData("http://localhost:8080", "127.0.0.1:8080", false)]
    [InlineData("null", "homing.example", false)]
    [InlineData("", "", false)]
    [InlineData("file:///homing.example", "homing.example", false)]
    [InlineData("chrome-extension://homing.example", "homing.example", false)]
    [InlineData("https://homing.example@evil.example", "homing.example", false)]
    public void Pages_of_the_host_at_any_port_and_those_in_the_settings_may(string? origin, string host, bool allowed)
    {
        var rule = new OriginRule(Options.Create(new GatewayOptions { AllowedOrigins = { "https://pages.example/" } }));

        Assert.Equal(allowed, rule.Allows(origin, host));
    }

    [Theory]
    [InlineData(true, "http://evil.example", 403)]
    [InlineData(false, "http://evil.example", 403)]
    [InlineData(true, "null", 403)]
    [InlineData(false, "null", 403)]
    [InlineData(true, "https://pages.example", 101)]
    [InlineData(false, "https://pages.example", 101)]
    [InlineData(true, "http://127.0.0.1:1", 101)]
    [InlineData(false, "http://127.0.0.1:1", 101)]
    public async Task Upgrade_is_refused_to_foreign_pages_with_a_problem(bool direct, string origin, int status)
    {
        await using var gateway = await GatewayFixture.StartAsync(configure: options =>
        {
            options.DirectUpgrade = direct;
            options.AllowedOrigins.Add("https://pages.example");
        });
        using var http = new HttpClient { BaseAddress = gateway.Server };
        using var upgrade = new HttpRequestMessage(HttpMethod.Get, new Uri("/ws", UriKind.Relative));
        upgrade.Headers.Add("Connection", "Upgrade");
        upgrade.Headers.Add("Upgrade", "websocket");
        upgrade.Headers.Add("Sec-WebSocket-Version", "13");
        upgrade.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(Encoding.ASCII.GetBytes("0123456789abcdef")));
        upgrade.Headers.Add("Origin", origin);

        using var answer = await http.SendAsync(upgrade, HttpCompletionOption.ResponseHeadersRead, Token);

        Assert.Equal(status, (int)answer.StatusCode);
        if (answer.StatusCode == HttpStatusCode.Forbidden)
        {
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
            var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement;
            Assert.Equal("urn:problem-type:homing:origin-not-allowed", problem.GetProperty("type").GetString());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Page_of_one_gateway_talks_to_the_next(bool direct)
    {
        await using var gateway = await GatewayFixture.StartAsync(2, options => options.DirectUpgrade = direct);
        var origin = ("Origin", gateway.Servers[0].GetLeftPart(UriPartial.Authority));

        await using var client = await SocketClient.ConnectAsync(gateway.Servers[1], origin);

        Assert.Equal(1, client.Welcome.GetProperty("api_id").GetInt32());
    }

    [Theory]
    [InlineData("pages.example")]
    [InlineData("https://pages.example/path")]
    [InlineData("https://user@pages.example")]
    [InlineData("ftp://pages.example")]
    [InlineData("*")]
    public async Task Setting_that_is_no_origin_stops_the_start_and_is_named(string origin)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => GatewayFixture.StartAsync(configure: options => options.AllowedOrigins.Add(origin)));

        Assert.Contains($"AllowedOrigins holds '{origin}'", exception.Message, StringComparison.Ordinal);
    }
}
