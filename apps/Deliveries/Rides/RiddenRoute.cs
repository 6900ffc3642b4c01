using System.Text.Json.Serialization;
using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Rides;

/// <summary>A route as it was when a ride on it started. Immutable.</summary>
/// <param name="title">What people called it.</param>
/// <param name="line">Where it went: at least two points.</param>
public sealed class RiddenRoute(string title, IReadOnlyList<Coordinate> line)
{
    private Route? _route;

    /// <summary>What people called it.</summary>
    public string Title { get; } = title;

    /// <summary>Where it went.</summary>
    [JsonConverter(typeof(LineConverter))]
    public IReadOnlyList<Coordinate> Line { get; } = line;

    /// <summary>The route as it is.</summary>
    public static RiddenRoute Of(Route route)
    {
        ArgumentNullException.ThrowIfNull(route);
        return new RiddenRoute(route.Title, route.Line.Points) { _route = route };
    }

    /// <summary>The route as it was.</summary>
    /// <param name="routeId">Its id.</param>
    /// <param name="now">The route as it is; null where it is gone.</param>
    internal Route Restore(string routeId, Route? now)
    {
        if (_route is { } known)
        {
            return known;
        }

        // As long as nobody has edited it, one measured line in memory serves both.
        var line = now is not null && now.Line.Points.SequenceEqual(Line) ? now.Line : new RouteLine(Line);
        return _route = new Route(routeId, Title, line);
    }
}
