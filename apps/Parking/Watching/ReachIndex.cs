using Homing.Parking.Search;

namespace Homing.Parking.Watching;

/// <summary>
/// Answers whose reach contains a place. A spatial hash in levels: an item stands in one cube of the level whose cubes
/// are just larger than its reach, so adding, moving and removing cost the same however many there are, and a question
/// looks at 27 cubes of each level that is in use. On the sphere's own coordinates there is no seam at the dateline and
/// no crowding at the poles.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ReachIndex<T>
{
    // A cube of the finest level is 6 metres wide: nothing is gained by telling shorter reaches apart.
    private const int Finest = -20;
    private const int Coarsest = 2;
    private const int Everywhere = Coarsest - Finest + 1;

    // The longest chord there is, squared, and a hair for rounding.
    private const double SquaredDiameter = 4.000001;

    // A reach and a distance are both rounded; cubes a hair too large make nothing of that.
    private const double Slack = 1 + 1e-9;

    private readonly ReachLevel<T>[] _levels =
        [.. Enumerable.Range(Finest, Everywhere).Select(exponent => new ReachLevel<T>(exponent))];

    private readonly List<Reach<T>> _everywhere = [];

    /// <summary>Adds an item that reaches everywhere, until <see cref="Move"/> says how far.</summary>
    public Reach<T> Add(T item, in UnitVector place)
    {
        var reach = new Reach<T>(item, place);
        Place(reach, Everywhere);
        return reach;
    }

    /// <summary>Changes how far an item reaches; nothing, where it was removed.</summary>
    /// <param name="reach">The item.</param>
    /// <param name="squared">The square of the chord up to which it reaches, that included.</param>
    public void Move(Reach<T> reach, double squared)
    {
        if (reach.Cell is null)
        {
            return;
        }

        reach.Squared = squared;
        var level = LevelOf(squared);
        if (level != reach.Level)
        {
            Remove(reach);
            Place(reach, level);
        }
    }

    /// <summary>Removes an item, if it is there.</summary>
    public void Remove(Reach<T> reach)
    {
        if (reach.Cell is null)
        {
            return;
        }

        if (reach.Level == Everywhere)
        {
            ReachLevel<T>.TakeOut(reach);
        }
        else
        {
            _levels[reach.Level].Remove(reach);
        }
    }

    /// <summary>Adds the items whose reach contains the place.</summary>
    public void Find(in UnitVector place, HashSet<T> found)
    {
        foreach (var level in _levels)
        {
            level.Find(place, found);
        }

        foreach (var reach in _everywhere)
        {
            found.Add(reach.Item);
        }
    }

    private static int LevelOf(double squared) => squared >= SquaredDiameter
        ? Everywhere
        : Math.Max(squared > 0 ? Math.ILogB(Math.Sqrt(squared) * Slack) + 1 : Finest, Finest) - Finest;

    private void Place(Reach<T> reach, int level)
    {
        reach.Level = level;
        if (level == Everywhere)
        {
            ReachLevel<T>.Append(reach, _everywhere);
        }
        else
        {
            _levels[level].Add(reach);
        }
    }
}
