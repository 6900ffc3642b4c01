using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Homing.Host.Tests;

public sealed class HealthCommandTests
{
    [Theory]
    [InlineData(200, 0)]
    [InlineData(204, 0)]
    [InlineData(302, 1)]
    [InlineData(404, 1)]
    [InlineData(503, 1)]
    public async Task Ends_as_the_server_answers(int status, int code)
    {
        await using var server = await AnsweringAsync(status);

        Assert.Equal(code, await AskAsync(server.Urls.Single() + "/healthz/ready"));
    }

    [Fact]
    public async Task Ends_with_1_where_nobody_listens()
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        Assert.Equal(1, await AskAsync($"http://{reserved.LocalEndPoint}/healthz/ready"));
    }

    [Theory]
    [InlineData("healthz/ready")]
    [InlineData("ftp://127.0.0.1/healthz/ready")]
    public async Task Refuses_what_is_no_address(string url) => Assert.Equal(Refusal.WrongUsage, await AskAsync(url));

    private static async Task<int> AskAsync(string url) =>
        await CommandLine.InvokeAsync(["health", url], _ => throw new InvalidOperationException("It must start nothing."));

    private static async Task<WebApplication> AnsweringAsync(int status)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.MapGet("/healthz/ready", (HttpContext context) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/healthz/live";
        });
        await application.StartAsync();
        return application;
    }
}
