using Homing.Gateway.Connections;
using Homing.Gateway.Protocol;

namespace Homing.Gateway;

/// <summary>
/// Empties a gateway that stops: sends its clients away at a pace that the others can take, each making its new
/// connection before it leaves the old one, and waits for what is in flight.
/// </summary>
internal sealed class Drain(GatewayOptions options, TimeProvider time)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>Completes when all are gone or nothing is in flight any more, and at the latest when cancelled.</summary>
    /// <param name="connections">Asked again and again who is still here.</param>
    /// <param name="othersLive">Whether there are gateways to go to; if not, nobody is waited for to leave.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task RunAsync(
        Func<IEnumerable<ClientConnection>> connections, bool othersLive, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timeout = time.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(),
            deadline,
            options.DrainTimeout,
            Timeout.InfiniteTimeSpan);
        using var timer = new PeriodicTimer(Step, time);
        try
        {
            await SendAwayAsync([.. connections()], timer, deadline.Token);
            var patience = time.GetTimestamp();
            while (connections().Any(connection => connection.InFlight > 0)
                || (othersLive && connections().Any() && time.GetElapsedTime(patience) < options.ReconnectWindow * 1.5))
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The rest is handed over: the clients find it wherever they come back.
        }
    }

    private async Task SendAwayAsync(ClientConnection[] all, PeriodicTimer timer, CancellationToken cancellationToken)
    {
        var rate = Math.Max(options.DrainRate, all.Length / Math.Max(options.DrainTimeout.TotalSeconds / 2, 0.001));
        var batch = (int)Math.Max(1, Math.Ceiling(rate * Step.TotalSeconds));
        for (var sent = 0; sent < all.Length; sent++)
        {
            if (sent > 0 && sent % batch == 0)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }

            all[sent].Send(ServerFrame.GoAway(TimeSpan.Zero, options.ReconnectWindow));
        }
    }
}
