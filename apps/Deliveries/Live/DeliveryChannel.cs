using Homing.Deliveries.Live.Views;
using Homing.Streams;

namespace Homing.Deliveries.Live;

/// <summary>
/// The channels <c>deliveries/&lt;routeId&gt;</c>, one ride, and <c>deliveries?west=…&amp;south=…</c>, all rides on a piece of
/// the map.
/// </summary>
internal sealed class DeliveryChannel(RideWatches rides, WatchedViews views) : IChannelSource
{
    /// <inheritdoc/>
    public string Name => "deliveries";

    /// <inheritdoc/>
    public IChannelWatch Watch(ChannelRequest request, IChannelWatcher watcher)
    {
        ArgumentNullException.ThrowIfNull(request);
        var rest = request.Channel.AsSpan(Name.Length);
        return rest switch
        {
            ['/', _, ..] => rides.Watch(rest[1..].ToString(), request.Since, watcher),
            ['?', ..] => views.Watch(MapView.Read(rest[1..].ToString()), request.Since, watcher),
            _ => throw new ProblemException(Problem.NotFound(
                $"channel: there is no '{request.Channel}'; there are deliveries/<routeId> and "
                + "deliveries?west=&south=&east=&north=&width=&height=")),
        };
    }
}
