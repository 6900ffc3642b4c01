using Homing.Parking.Catalogue;
using Homing.Parking.Nearby;
using Homing.Streams;

namespace Homing.Parking.Watching;

/// <summary>
/// The channels <c>parking.nearby?lat=…&amp;lng=…</c>, with the fields of the operation: its answer, and again whenever it
/// changes.
/// </summary>
internal sealed class NearbyChannel : IChannelSource
{
    private readonly WatchedLists _lists;
    private readonly LiveCatalogue _catalogue;

    public NearbyChannel(WatchedLists lists, LiveCatalogue catalogue) => (_lists, _catalogue) = (lists, catalogue);

    /// <inheritdoc/>
    public string Name => NearbyQuery.Op;

    /// <inheritdoc/>
    public IChannelWatch Watch(ChannelRequest request, IChannelWatcher watcher)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(watcher);
        var (path, query) = request.Channel.Split('?', 2) is [var before, var after] ? (before, after) : (request.Channel, "");
        if (path != Name)
        {
            throw new ProblemException(Problem.NotFound($"channel: there is no '{path}'; there is {Name}?lat=…&lng=…"));
        }

        _catalogue.RequireLoaded();
        return _lists.Join(NearbyConditions.Check(QueryFields.Read(query)), request.Since, watcher);
    }
}
