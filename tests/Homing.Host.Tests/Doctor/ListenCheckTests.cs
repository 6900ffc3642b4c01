using System.Net;
using System.Net.Sockets;
using Homing.Doctor;
using Homing.Host.Doctor;
using Homing.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Homing.Host.Tests.Doctor;

public sealed class ListenCheckTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("+")]
    public async Task Free_port_is_as_it_should_be(string host) =>
        Assert.Equal(DoctorVerdict.Ok, (await LookAsync($"http://{host}:{Ports.Free()}")).Verdict);

    [Fact]
    public async Task Port_of_another_program_fails()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        // Whoever is there hangs up.
        var hangingUp = other.AcceptTcpClientAsync(Token).AsTask().ContinueWith(
            accepted => accepted.Result.Dispose(), Token, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        var finding = await LookAsync($"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");

        Assert.Equal(DoctorVerdict.Fail, finding.Verdict);
        Assert.Contains("--port", finding.Change, StringComparison.Ordinal);
        await hangingUp;
    }

    [Theory]
    [InlineData(StatusCodes.Status200OK, DoctorVerdict.Ok)]
    [InlineData(StatusCodes.Status503ServiceUnavailable, DoctorVerdict.Warn)]
    public async Task Homing_itself_is_told_from_other_programs(int ready, DoctorVerdict verdict)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/healthz/live", () => "Healthy");
        app.MapGet("/healthz/ready", () => Results.StatusCode(ready));
        await app.StartAsync(Token);

        var finding = await LookAsync(app.Urls.First());

        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains("Homing runs there", finding.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_of_another_machine_fails() =>
        Assert.Equal(DoctorVerdict.Fail, (await LookAsync($"http://192.0.2.1:{Ports.Free()}")).Verdict);

    private static async Task<DoctorFinding> LookAsync(string url) => Assert.Single(await new ListenCheck([url]).LookAsync(Token));
}
