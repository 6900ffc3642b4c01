namespace Homing.Deliveries.Routes;

/// <summary>The routes there are. Immutable.</summary>
public sealed class RouteCatalogue
{
    private readonly Dictionary<string, Route> _byId;

    /// <summary>Holds routes of different ids, and what was refused.</summary>
    public RouteCatalogue(IReadOnlyList<Route> routes, IReadOnlyList<RefusedRoute> refused)
    {
        (Routes, Refused) = (routes, refused);
        _byId = routes.ToDictionary(route => route.Id, StringComparer.Ordinal);
    }

    /// <summary>The good ones, in the order of the list.</summary>
    public IReadOnlyList<Route> Routes { get; }

    /// <summary>Those with errors, in the order of the list.</summary>
    public IReadOnlyList<RefusedRoute> Refused { get; }

    /// <summary>The route of that id; null where there is none, or none without errors.</summary>
    public Route? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Why the route of that id was not loaded, with file and line; null where it was, or nobody knows it.</summary>
    public string? WhyRefused(string id) =>
        !_byId.ContainsKey(id) && Refused.FirstOrDefault(refused => refused.Id == id) is { } refused
            ? string.Join("; ", refused.Faults)
            : null;
}
