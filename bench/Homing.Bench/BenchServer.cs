using System.Globalization;
using Homing.Bench.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Bench;

/// <summary>What the servers that are compared share, so that they differ in nothing else.</summary>
internal static class BenchServer
{
    public static string Url(BenchArguments arguments) =>
        string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{arguments.Required("port")}");

    public static WebApplicationBuilder CreateBuilder(BenchArguments arguments)
    {
        Native.RaiseFileLimit();
        ChildProcess.EndWithParent();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Url(arguments));
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        return builder;
    }

    public static async Task<int> RunAsync(WebApplication application)
    {
        application.MapPost("/collect", () =>
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return HeapFigures.Now();
        });
        application.MapGet("/heap", HeapFigures.Now);
        application.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(ChildProcess.ReadyLine));
        await application.RunAsync();
        return 0;
    }
}

/// <summary>The managed heap of a server, in bytes.</summary>
/// <param name="Live">Of objects, garbage not yet collected included.</param>
/// <param name="Committed">What the collector holds of the system.</param>
/// <param name="Collections">Since the start, of the oldest generation.</param>
internal sealed record HeapFigures(long Live, long Committed, int Collections)
{
    public static HeapFigures Now() => new(
        GC.GetTotalMemory(forceFullCollection: false),
        GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes,
        GC.CollectionCount(2));
}
