using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Homing.Parking.Watching;

/// <summary>Brings the watched lists up to date, step by step.</summary>
internal sealed class WatchLoop : BackgroundService
{
    private readonly WatchedLists _lists;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;

    public WatchLoop(WatchedLists lists, IOptions<ParkingOptions> options, TimeProvider time) =>
        (_lists, _interval, _time) = (lists, options.Value.WatchInterval, time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            _lists.RefreshChanged(stoppingToken);
            _lists.RefreshSwept(stoppingToken);
        }
    }
}
