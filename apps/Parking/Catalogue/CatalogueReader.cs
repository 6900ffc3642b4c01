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
    public static LotCatalogue ReadFile(string path) => Build(path, ReadRows(path));

    /// <summary>Reads what is open already.</summary>
    /// <param name="text">CSV with a header.</param>
    /// <param name="name">What to call it in messages.</param>
    public static LotCatalogue Read(TextReader text, string name) => Build(name, ReadRows(text, name));

    /// <summary>The rows of a file as they stand there, each with its line; null for one that is no row at all.</summary>
    /// <exception cref="HomingException">The file cannot be read at all, or lacks a column.</exception>
    public static IReadOnlyList<(int Line, CatalogueRow? Row, string Detail)> ReadRows(string path)
    {
        try
        {
            using var text = new StreamReader(path);
            return ReadRows(text, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HomingException($"The catalogue '{path}' cannot be read: {exception.Message}", inner: exception);
        }
    }

    private static List<(int Line, CatalogueRow? Row, string Detail)> ReadRows(TextReader text, string name)
    {
        using var csv = CsvReader.Create(text, Options, leaveOpen: true);
        var columns = FindColumns(csv, name);
        var rows = new List<(int, CatalogueRow?, string)>();
        while (csv.Read())
        {
            rows.Add(csv.FieldCount == csv.Headers.Count
                ? ((int)csv.LineNumber, ReadRow(csv, columns), "")
                : ((int)csv.LineNumber, null, $"{csv.FieldCount} fields, the header has {csv.Headers.Count}"));
        }

        return rows;
    }

    private static LotCatalogue Build(string name, IReadOnlyList<(int Line, CatalogueRow? Row, string Detail)> rows)
    {
        var builder = new CatalogueBuilder(name);
        foreach (var (line, row, detail) in rows)
        {
            if (row is null)
            {
                builder.Reject(line, RejectReason.Malformed, detail);
            }
            else
            {
                builder.Add(row, line);
            }
        }

        return builder.Build();
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

    private static CatalogueRow ReadRow(CsvReader csv, int[] columns) => new(
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
        csv.GetString(columns[10]));
}
