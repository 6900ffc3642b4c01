using System.Globalization;
using System.IO.Compression;
using CsvHelper;

namespace Homing.Parking.Feed;

/// <summary>Recorded readings, oldest first. A row that cannot be read is left out and counted.</summary>
public sealed class ReadingsFile
{
    private static readonly string[] Columns = ["ts_utc", "park_id", "capacity", "empty", "is_open"];

    private static readonly CsvReaderOptions Options = CsvReaderOptions.Default with
    {
        Separator = ',',
        TrackLineNumbers = true,
        AllowLineBreaksInQuotes = false,
    };

    private ReadingsFile(RecordedReading[] readings, IReadOnlyList<int> badLines) =>
        (Readings, BadLines) = (readings, badLines);

    /// <summary>The readings, oldest first.</summary>
    public IReadOnlyList<RecordedReading> Readings { get; }

    /// <summary>The lines that could not be read, from 1.</summary>
    public IReadOnlyList<int> BadLines { get; }

    /// <summary>Reads a CSV file; one whose name ends in <c>.gz</c> is unpacked.</summary>
    /// <exception cref="HomingException">The file cannot be read at all, or lacks a column.</exception>
    public static ReadingsFile Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                return Read(file, path);
            }

            using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            return Read(unpacked, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new HomingException($"The readings '{path}' cannot be read: {exception.Message}", inner: exception);
        }
    }

    private static ReadingsFile Read(Stream stream, string path)
    {
        using var csv = CsvReader.Create(stream, Options, leaveOpen: true);
        csv.ReadHeader();
        var header = csv.Headers.ToArray();
        if (!header.SequenceEqual(Columns))
        {
            throw new HomingException(
                $"The readings '{path}' have the columns {string.Join(", ", header)}; needed are {string.Join(", ", Columns)}.");
        }

        var readings = new List<RecordedReading>();
        var bad = new List<int>();
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        while (csv.Read())
        {
            if (TryRead(csv, ids, out var reading))
            {
                readings.Add(reading);
            }
            else
            {
                bad.Add((int)csv.LineNumber);
            }
        }

        return new ReadingsFile([.. readings.OrderBy(reading => reading.At)], bad);
    }

    private static bool TryRead(CsvReader csv, Dictionary<string, string> ids, out RecordedReading reading)
    {
        reading = default;
        if (csv.FieldCount != Columns.Length
            || !DateTimeOffset.TryParse(
                csv.GetString(0), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            || !csv.TryParse(2, out int capacity)
            || !csv.TryParse(3, out int free)
            || free < 0
            || csv.GetString(4) is not ("0" or "1"))
        {
            return false;
        }

        // A few hundred ids in many rows: each is kept once.
        var id = csv.GetString(1);
        if (!ids.TryGetValue(id, out var known))
        {
            ids.Add(id, known = id);
        }

        reading = new RecordedReading(at, known, capacity, free, csv.GetString(4) == "1");
        return true;
    }
}
