using Homing.Doctor;
using Homing.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Homing.Leases.Redis.Tests;

public sealed class LeaseHoldersCheckTests : RedisTest
{
    [Fact]
    public async Task Gateways_are_ready_or_not_or_cannot_be_reached()
    {
        await using var ready = await StartAsync(StatusCodes.Status200OK);
        await using var draining = await StartAsync(StatusCodes.Status503ServiceUnavailable);
        var store = await NewSettledStoreAsync();
        foreach (var url in (string[])[ready.Urls.First(), draining.Urls.First(), $"http://127.0.0.1:{Ports.Free()}"])
        {
            await store.AcquireAsync(new LeaseHolder(url), TimeToLive, Cancellation);
        }

        var findings = (await LookAsync(store, TimeProvider.System))
            .Where(finding => finding.Seen.StartsWith("gateway", StringComparison.Ordinal)).ToArray();

        Assert.Equal([DoctorVerdict.Ok, DoctorVerdict.Warn, DoctorVerdict.Warn], findings.Select(finding => finding.Verdict));
        Assert.Contains("is ready", findings[0].Seen, StringComparison.Ordinal);
        Assert.Contains("503", findings[1].Seen, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", findings[2].Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateway_whose_clock_is_an_hour_off_fails()
    {
        await using var gateway = await StartAsync(StatusCodes.Status200OK);
        var store = await NewSettledStoreAsync();
        await store.AcquireAsync(new LeaseHolder(gateway.Urls.First()), TimeToLive, Cancellation);

        var findings = await LookAsync(store, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(-1)));

        var clock = Assert.Single(findings, finding => finding.Seen.Contains("clock", StringComparison.Ordinal));
        Assert.Equal(DoctorVerdict.Fail, clock.Verdict);
        Assert.Contains("ahead", clock.Seen, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<DoctorFinding>> LookAsync(ILeaseStore store, TimeProvider time)
    {
        await using var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        return await new LeaseHoldersCheck(store, services.GetRequiredService<IHttpClientFactory>(), time).LookAsync(Cancellation);
    }

    private static async Task<WebApplication> StartAsync(int status)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/healthz/ready", () => Results.StatusCode(status));
        await app.StartAsync(Cancellation);
        return app;
    }
}
