namespace Homing.Parking.Catalogue;

/// <summary>Why a row of the catalogue was left out.</summary>
public enum RejectReason
{
    /// <summary>Latitude or longitude is empty.</summary>
    MissingCoordinates,

    /// <summary>The place is outside İstanbul and its surroundings.</summary>
    OutOfBounds,

    /// <summary>The place is outside, and would be inside with latitude and longitude the other way round.</summary>
    SwappedCoordinates,

    /// <summary>An earlier row has the id.</summary>
    DuplicateId,

    /// <summary>The capacity is not a whole number from 1 to 100,000.</summary>
    BadCapacity,

    /// <summary>A field is missing or cannot be read.</summary>
    Malformed,
}

/// <summary>A row that was left out.</summary>
/// <param name="Line">Its line, from 1, where the source is a file.</param>
/// <param name="Reason">The kind of reason.</param>
/// <param name="Detail">What exactly is wrong.</param>
public sealed record RejectedRow(int? Line, RejectReason Reason, string Detail);

/// <summary>What became of the rows of a catalogue.</summary>
/// <param name="Source">The file or table that was read.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Rejected">The rows that were left out, in the order of the source.</param>
public sealed record CatalogueReport(string Source, int Rows, IReadOnlyList<RejectedRow> Rejected)
{
    /// <summary>How many rows became lots.</summary>
    public int Loaded => Rows - Rejected.Count;

    /// <summary>How many rows were left out for each reason.</summary>
    public IReadOnlyDictionary<RejectReason, int> Counts { get; } =
        Rejected.CountBy(row => row.Reason).OrderBy(count => count.Key).ToDictionary();

    /// <summary>The counts in one line.</summary>
    public string Summary => Counts.Count == 0
        ? "none"
        : string.Join(", ", Counts.Select(count => $"{Describe(count.Key)} {count.Value}"));

    /// <summary>The reason in words.</summary>
    public static string Describe(RejectReason reason) => reason switch
    {
        RejectReason.MissingCoordinates => "without coordinates",
        RejectReason.OutOfBounds => "out of bounds",
        RejectReason.SwappedCoordinates => "latitude and longitude swapped",
        RejectReason.DuplicateId => "duplicate id",
        RejectReason.BadCapacity => "bad capacity",
        _ => "malformed",
    };
}
