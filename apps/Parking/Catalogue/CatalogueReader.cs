using CsvHelper;

namespace Homing.Parking.Catalogue;

/// <summary>Reads a catalogue file: the good rows become lots, the others are told with their line.</summary>
public static class CatalogueReader
{
    private static readonly string[] Needed =
    [
        "park_id", "name", "lat", "lng", "capacity", "park_type", "work_hours", "district", "address", "free_minutes",
        "tariff_2020",
    ];

    private static readonly CsvReaderOptions Options = CsvReaderOptions.Default with
    {
        Separator = ',',
        TrimWhitespace = true,
        TrimInsideQuotes = true,
        TrackLineNumbers = true,

        // So that one quote too few spoils its own row and not the rest of the file.
        AllowLineBreaksInQuotes = false,
        MalformedData = CsvMalformedDataHandling.Recover,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="HomingException">The file cannot be read at all, or lacks a column.</exception>
    public static LotCatalogue ReadFile(string path)
    {
        try
        {
            using var text = new StreamReader(path);
            return Read(text, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HomingException($"The catalogue '{path}' cannot be read: {exception.Message}", inner: exception);
        }
    }

    /// <summary>Reads what is open already.</summary>
    /// <param name="text">CSV with a header.</param>
    /// <param name="name">What to call it in messages.</param>
    public static LotCatalogue Read(TextReader text, string name)
    {
        using var csv = CsvReader.Create(text, Options, leaveOpen: true);
        var columns = FindColumns(csv, name);
        var lots = new Dictionary<string, Lot>(StringComparer.Ordinal);
        var rejected = new List<RejectedRow>();
        var rows = 0;
        while (csv.Read())
        {
            rows++;
            var line = (int)csv.LineNumber;
            var (lot, reason, detail) = CleanRow(csv, columns);
            if (lot is null)
            {
                rejected.Add(new RejectedRow(line, reason, detail));
            }
            else if (!lots.TryAdd(lot.Id, lot))
            {
                rejected.Add(new RejectedRow(line, RejectReason.DuplicateId, $"lot {lot.Id} is there already"));
            }
        }

        return new LotCatalogue([.. lots.Values], new CatalogueReport(name, rows, rejected));
    }

    private static int[] FindColumns(CsvReader csv, string name)
    {
        csv.ReadHeader();
        var header = csv.Headers.ToArray();
        var missing = Needed.Except(header, StringComparer.Ordinal).ToArray();
        return missing.Length == 0
            ? [.. Needed.Select(column => Array.IndexOf(header, column))]
            : throw new HomingException($"The catalogue '{name}' has no column {string.Join(", ", missing)}.");
    }

    private static (Lot? Lot, RejectReason Reason, string Detail) CleanRow(CsvReader csv, int[] columns)
    {
        if (csv.FieldCount != csv.Headers.Count)
        {
            var detail = $"{csv.FieldCount} fields, the header has {csv.Headers.Count}";
            return (null, RejectReason.Malformed, detail);
        }

        return RowCleaner.Clean(new CatalogueRow(
            csv.GetString(columns[0]),
            csv.GetString(columns[1]),
            csv.GetString(columns[2]),
            csv.GetString(columns[3]),
            csv.GetString(columns[4]),
            csv.GetString(columns[5]),
            csv.GetString(columns[6]),
            csv.GetString(columns[7]),
            csv.GetString(columns[8]),
            csv.GetString(columns[9]),
            csv.GetString(columns[10])));
    }
}
