using CsvHelper;

namespace Homing.Deliveries.Routes;

/// <summary>Reads the list of routes and the file of each: a route with a fault is refused whole, the others work.</summary>
public static class RouteCatalogueReader
{
    private static readonly string[] Needed = ["id", "title", "file"];

    private static readonly CsvReaderOptions Options = CsvReaderOptions.Default with
    {
        Separator = ',',
        TrimWhitespace = true,
        TrackLineNumbers = true,
        AllowLineBreaksInQuotes = false,
        MalformedData = CsvMalformedDataHandling.Recover,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
    };

    /// <summary>Reads the list at a path; the files are looked for beside it.</summary>
    /// <exception cref="HomingException">The list cannot be read at all, or lacks a column.</exception>
    public static RouteCatalogue ReadFile(string path, double maxJumpM)
    {
        try
        {
            using var text = new StreamReader(path);
            return Read(text, path, maxJumpM);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HomingException($"The list of routes '{path}' cannot be read: {exception.Message}", inner: exception);
        }
    }

    private static RouteCatalogue Read(TextReader text, string path, double maxJumpM)
    {
        using var csv = CsvReader.Create(text, Options, leaveOpen: true);
        csv.ReadHeader();
        var header = csv.Headers.ToArray();
        if (Needed.Except(header, StringComparer.Ordinal).ToArray() is { Length: > 0 } missing)
        {
            throw new HomingException($"The list of routes '{path}' has no column {string.Join(", ", missing)}.");
        }

        var columns = Needed.Select(column => Array.IndexOf(header, column)).ToArray();
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var routes = new RouteCatalogueBuilder(path);
        while (csv.Read())
        {
            var row = (int)csv.LineNumber;
            if (csv.FieldCount != header.Length)
            {
                routes.Refuse($"a route has {Needed.Length} fields: {string.Join(',', Needed)}", row);
                continue;
            }

            string[] fields = [.. columns.Select(column => csv.GetString(column).Trim())];
            routes.Add(fields[0], fields[1], faults => ReadLine(folder, fields[2], maxJumpM, path, row, faults), row);
        }

        return routes.Build();
    }

    private static RouteLine? ReadLine(
        string folder, string file, double maxJumpM, string list, int row, ICollection<RouteFault> faults)
    {
        if (file.Length == 0)
        {
            faults.Add(new RouteFault(list, row, "the file is missing"));
            return null;
        }

        try
        {
            using var text = new StreamReader(Path.Combine(folder, file));
            return RouteFile.Read(text, file, maxJumpM, faults);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add(new RouteFault(list, row, $"the file '{file}' cannot be read: {exception.Message}"));
            return null;
        }
    }
}
