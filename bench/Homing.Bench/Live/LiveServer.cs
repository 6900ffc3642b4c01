using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Homing.Bench.Support;
using Homing.Deliveries;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Bench.Live;

/// <summary>
/// A gateway with the channels of the deliveries on the embedded log, and a driver that appends the positions of many rides,
/// one each 500 ms and ride.
/// </summary>
internal static class LiveServer
{
    /// <summary>A route that every ride takes.</summary>
    public static RouteLine Line { get; } = new([new Coordinate(41.0, 28.9), new Coordinate(41.05, 29.0), new Coordinate(41.0, 29.1)]);

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var rides = arguments.Number("rides", 100);
        var builder = BenchServer.CreateBuilder(arguments);
        builder.Configuration["Homing:Log:Directory"] = arguments.Required("data");
        builder.Configuration["Homing:Gateway:Urls:0"] = BenchServer.Url(arguments);
        builder.Configuration["Homing:Gateway:PingInterval"] = "00:10:00";
        builder.Configuration["Homing:Limits:TicketsPerAddress"] = "0";
        builder.Services.AddEmbeddedLog();
        builder.Services.AddInProcessLeases();
        builder.Services.AddSingleton<IRouteSource>(new OneLine(rides));
        builder.Services.AddHomingGateway();
        builder.Services.AddDeliveryChannels();
        await using var application = builder.Build();
        application.MapHoming();
        application.MapPost("/drive", (double seconds, ILog log) => DriveAsync(log, rides, seconds));
        return await BenchServer.RunAsync(application);
    }

    public static string Id(int ride) => ride.ToString(CultureInfo.InvariantCulture);

    // The rides take turns within the interval, as a wheel has them; when one is due does not hang on the ones before.
    private static async Task<LiveCost> DriveAsync(ILog log, int rides, double seconds)
    {
        await Task.Yield();
        using var process = Process.GetCurrentProcess();
        process.Refresh();
        var (before, start) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        var total = (long)(seconds / DeliveryOptions.PositionInterval.TotalSeconds * rides);
        var appends = new List<Task>();
        for (var number = 0L; number < total;)
        {
            var due = (long)(Stopwatch.GetElapsedTime(start) / DeliveryOptions.PositionInterval * rides);
            for (; number < total && number <= due; number++)
            {
                appends.Add(AppendAsync(log, (int)(number % rides), number / rides));
            }

            appends.RemoveAll(append => append.IsCompletedSuccessfully);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        await Task.WhenAll(appends);
        process.Refresh();
        return new LiveCost(
            total, (process.TotalProcessorTime - before).TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static Task<LogPosition> AppendAsync(ILog log, int ride, long number)
    {
        var id = Id(ride);
        var place = Line.At((number * 7) % Line.LengthM).Place;
        return log.AppendAsync(DeliveryTopics.NewPosition, new LogEntry(
            Encoding.UTF8.GetBytes(id),
            JsonSerializer.SerializeToUtf8Bytes(
                new PositionMessage(id, "1", [place.Lng, place.Lat], false), DeliveryJson.Default.PositionMessage),
            new LogHeaders([
                KeyValuePair.Create(PositionMessage.RideHeader, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"0-{id}")),
                KeyValuePair.Create(PositionMessage.NumberHeader, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(Id((int)number))),
            ]))).AsTask();
    }
}

/// <summary>What the server did while the rides were driven.</summary>
/// <param name="Positions">Appended.</param>
/// <param name="CpuSeconds">Processor time of the server.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record LiveCost(long Positions, double CpuSeconds, double Seconds);
