using System.Text;
using System.Text.Json;
using Homing.Deliveries.Rides;
using Homing.Log;
using Homing.Pushes;

namespace Homing.Deliveries.Simulator;

/// <summary>Appends what the simulator decides, and does not give up while the log has trouble that may pass.</summary>
internal sealed class RideWriter(ILog log, RideBoard board, UserPushes pushes, PatientLog patient)
{
    /// <summary>Appends the ride's next position.</summary>
    public ValueTask<LogPosition> AppendPositionAsync(DrivenRide ride, CancellationToken cancellationToken) =>
        patient.DoAsync(token => log.AppendAsync(DeliveryTopics.NewPosition, ride.NextEntry(), token), cancellationToken);

    /// <summary>Appends how a ride stands; false where others had written newer by then, and readers pass it over.</summary>
    public Task<bool> WriteAsync(RideRecord ride, CancellationToken cancellationToken)
    {
        var (key, value) = (
            Encoding.UTF8.GetBytes(ride.RouteId), JsonSerializer.SerializeToUtf8Bytes(ride, DeliveryJson.Default.RideRecord));
        return board.WriteAsync(
            ride,
            async headers => await patient.DoAsync(
                token => log.AppendAsync(DeliveryTopics.Rides, new LogEntry(key, value, headers), token), cancellationToken),
            cancellationToken);
    }

    /// <summary>Appends a request again, with the route as its key.</summary>
    public async ValueTask ForwardAsync(DirectionRecord direction, byte[] value, CancellationToken cancellationToken)
    {
        var entry = new LogEntry(Encoding.UTF8.GetBytes(direction.RouteId), value, new LogHeaders(
            [new(DirectionRecord.OriginHeader, Encoding.UTF8.GetBytes(direction.Ride.ToString()))]));
        await patient.DoAsync(token => log.AppendAsync(DeliveryTopics.NewDirection, entry, token), cancellationToken);
    }

    /// <summary>The newest position of a ride; null where none is kept.</summary>
    public ValueTask<RideTail?> FindTailAsync(PositionTails tails, RideRecord ride, CancellationToken cancellationToken) =>
        patient.DoAsync(token => tails.FindAsync(ride, token), cancellationToken);

    /// <summary>Tells who asked. Telling the same again is harmless while the first has not been seen.</summary>
    public async ValueTask TellAsync(string clientId, DeliveryEvent what, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(what, DeliveryJson.Default.DeliveryEvent);
        await patient.DoAsync(
            token => pushes.SendAsync(
                clientId, DeliveryEvent.Topic, body, DeliveryEvent.Lifetime, $"delivery-{what.RideId}-{what.Event}", token),
            cancellationToken);
    }
}
