using System.Runtime.InteropServices;

namespace Homing.Deliveries.Live.Views;

/// <summary>
/// Chooses which rides of a view are shown: of each cell one, and 10,000 in all. The same ride stays chosen as long as it is
/// in its cell; a new one is chosen by its id alone, so nothing flickers, and all gateways choose alike. For one view.
/// </summary>
internal sealed class Thinning
{
    /// <summary>How many rides a view shows at most.</summary>
    public const int MaxShown = 10_000;

    private readonly List<int> _inside = [];
    private Dictionary<int, string> _chosen = [];

    /// <summary>Chooses.</summary>
    /// <param name="view">The view.</param>
    /// <param name="rides">All rides.</param>
    /// <returns>How many are inside, and those that are shown, in an order that does not change with where they are.</returns>
    public (int Total, LiveRide[] Shown) Choose(MapView view, MapSnapshot rides)
    {
        _inside.Clear();
        rides.Find(view, _inside);
        var best = new Dictionary<int, Candidate>(Math.Min(_inside.Count, 4 * MaxShown));
        foreach (var index in _inside)
        {
            var ride = rides[index];
            var cell = view.CellOf(ride.Place.Lng, rides.MercatorOf(index));
            ref var there = ref CollectionsMarshal.GetValueRefOrAddDefault(best, cell, out _);
            var candidate = new Candidate(ride, RankOf(ride.RouteId));
            if (there.Ride is null || IsBetter(candidate, there, _chosen.GetValueOrDefault(cell)))
            {
                there = candidate;
            }
        }

        var shown = best.ToArray();
        Array.Sort(shown, static (a, b) => a.Value.CompareTo(b.Value));
        if (shown.Length > MaxShown)
        {
            shown = shown[..MaxShown];
        }

        _chosen = shown.ToDictionary(cell => cell.Key, cell => cell.Value.Ride.RouteId);
        return (_inside.Count, [.. shown.Select(cell => cell.Value.Ride)]);
    }

    private static bool IsBetter(in Candidate one, in Candidate other, string? chosen) =>
        one.Ride.RouteId == chosen || (other.Ride.RouteId != chosen && one.CompareTo(other) < 0);

    // FNV-1a: the same in every process, and without regard to where ids are ridden, so what is left out is left out evenly.
    private static uint RankOf(string routeId)
    {
        var hash = 2166136261u;
        foreach (var letter in routeId)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return hash ^ (hash >> 15);
    }

    private readonly record struct Candidate(LiveRide Ride, uint Rank) : IComparable<Candidate>
    {
        public int CompareTo(Candidate other) =>
            Rank != other.Rank ? Rank.CompareTo(other.Rank) : string.CompareOrdinal(Ride.RouteId, other.Ride.RouteId);
    }
}
