namespace Homing.Deliveries.Routes;

/// <summary>Makes the routes of entries, wherever they come from: one with a fault is refused whole, the others work.</summary>
/// <param name="list">What to call the list of entries in faults.</param>
public sealed class RouteCatalogueBuilder(string list)
{
    private const int MaxIdLength = 128;

    private readonly List<Route> _routes = [];
    private readonly List<RefusedRoute> _refused = [];
    private readonly Dictionary<string, int?> _rows = new(StringComparer.Ordinal);

    /// <summary>Takes an entry.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="title">Its title.</param>
    /// <param name="readLine">Reads its line, or adds why not to the faults.</param>
    /// <param name="row">Where it stands in the list, from 1; null where that means nothing.</param>
    public void Add(string id, string title, Func<ICollection<RouteFault>, RouteLine?> readLine, int? row = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(readLine);
        var faults = new List<RouteFault>();
        var wrong = id.Length is 0 or > MaxIdLength || id.Any(letter => char.IsControl(letter) || letter is '/' or '?')
                ? $"an id has 1 to {MaxIdLength} letters, and no '/' or '?'"
            : !_rows.TryAdd(id, row) ? $"the id '{id}' is taken by line {_rows[id]}"
            : title.Length == 0 ? "the title is missing"
            : null;
        if (wrong is not null)
        {
            faults.Add(new RouteFault(list, row, wrong));
        }
        else if (readLine(faults) is { } line)
        {
            _routes.Add(new Route(id, title, line));
            return;
        }

        _refused.Add(new RefusedRoute(id, faults));
    }

    /// <summary>Counts an entry that is none at all.</summary>
    public void Refuse(string reason, int? row = null) => _refused.Add(new RefusedRoute("", [new RouteFault(list, row, reason)]));

    /// <summary>Makes the catalogue of all entries so far.</summary>
    public RouteCatalogue Build() => new([.. _routes], [.. _refused]);
}
