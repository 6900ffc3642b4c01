using CsvHelper;

namespace Homing.Deliveries.Routes;

/// <summary>Reads the list of routes and the file of each: a route with a fault is refused whole, the others work.</summary>
internal static class RouteCatalogueReader
{
    private const int MaxIdLength = 128;

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
        var routes = new List<Route>();
        var refused = new List<RefusedRoute>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (csv.Read())
        {
            var row = new Row(path, (int)csv.LineNumber, csv.FieldCount == header.Length
                ? [.. columns.Select(column => csv.GetString(column).Trim())] : null);
            var faults = new List<RouteFault>();
            if (ReadRoute(row, lines, maxJumpM, faults) is { } route)
            {
                routes.Add(route);
            }
            else
            {
                refused.Add(new RefusedRoute(row.Id, faults));
            }
        }

        return new RouteCatalogue(routes, refused);
    }

    private static Route? ReadRoute(Row row, Dictionary<string, int> lines, double maxJumpM, List<RouteFault> faults)
    {
        var wrong = row.Fields is null ? $"a route has {Needed.Length} fields: {string.Join(',', Needed)}"
            : row.Id.Length is 0 or > MaxIdLength || row.Id.Any(letter => char.IsControl(letter) || letter is '/' or '?')
                ? $"an id has 1 to {MaxIdLength} letters, and no '/' or '?'"
            : !lines.TryAdd(row.Id, row.Line) ? $"the id '{row.Id}' is taken by line {lines[row.Id]}"
            : row.Title.Length == 0 ? "the title is missing"
            : row.File.Length == 0 ? "the file is missing"
            : null;
        if (wrong is not null)
        {
            faults.Add(new RouteFault(row.List, row.Line, wrong));
            return null;
        }

        try
        {
            using var text = new StreamReader(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(row.List))!, row.File));
            return RouteFile.Read(text, row.File, maxJumpM, faults) is { } line ? new Route(row.Id, row.Title, line) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add(new RouteFault(row.List, row.Line, $"the file '{row.File}' cannot be read: {exception.Message}"));
            return null;
        }
    }

    private sealed record Row(string List, int Line, string[]? Fields)
    {
        public string Id => Fields?[0] ?? "";

        public string Title => Fields?[1] ?? "";

        public string File => Fields?[2] ?? "";
    }
}
