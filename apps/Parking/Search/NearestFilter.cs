namespace Homing.Parking.Search;

/// <summary>Which points a search is about; default is all of them.</summary>
/// <remarks>A node of the tree that holds no such point is skipped whole, so a sparse filter costs little.</remarks>
public readonly record struct NearestFilter
{
    /// <summary>The point has one of these attributes; 0 asks nothing.</summary>
    public uint AnyOf { get; init; }

    /// <summary>And one of these too; 0 asks nothing.</summary>
    public uint AndAnyOf { get; init; }

    /// <summary>At least this many places are known to be free; null asks nothing.</summary>
    public int? MinFree { get; init; }

    internal bool IsNone => AnyOf == 0 && AndAnyOf == 0 && MinFree is null;
}

/// <summary>Has the last word on a point that the filter lets through.</summary>
public interface IAccept
{
    /// <summary>True where the point may be in the answer. Called for few points only; it must not throw.</summary>
    bool Accept(int point);
}

/// <summary>Takes every point.</summary>
public readonly struct AcceptAll : IAccept
{
    /// <inheritdoc/>
    public bool Accept(int point) => true;
}
