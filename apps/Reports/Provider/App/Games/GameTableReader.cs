using System.Globalization;
using CsvHelper;

namespace Homing.Reports.Provider.App.Games;

/// <summary>Reads the file of the games; each row that cannot be used is counted by its reason.</summary>
internal static class GameTableReader
{
    public const string Damaged = "cannot be read";
    public const string Nameless = "without a name";
    public const string NoYear = "without a year";
    public const string TooLate = "dated after 2016";
    public const string Duplicate = "there twice";

    // What the file says where nobody knows.
    private const string Unknown = "N/A";

    private static readonly string[] Reasons = [Damaged, Nameless, NoYear, TooLate, Duplicate];

    private static readonly string[] Needed =
    [
        "Name", "Platform", "Year_of_Release", "Genre", "Publisher", "NA_Sales", "EU_Sales", "JP_Sales", "Other_Sales",
        "Global_Sales", "User_Score", "User_Count",
    ];

    private static readonly CsvReaderOptions Options = CsvReaderOptions.Default with
    {
        Separator = ',',
        TrimWhitespace = true,
        AllowLineBreaksInQuotes = false,
        MalformedData = CsvMalformedDataHandling.Recover,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
    };

    /// <exception cref="HomingException">The file cannot be read at all, or lacks a column.</exception>
    public static GameTable ReadFile(string path)
    {
        try
        {
            using var text = new StreamReader(path);
            return Read(text, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HomingException($"The file of the games '{path}' cannot be read: {exception.Message}", inner: exception);
        }
    }

    public static GameTable Read(TextReader text, string path)
    {
        using var csv = CsvReader.Create(text, Options, leaveOpen: true);
        csv.ReadHeader();
        var header = csv.Headers.ToArray();
        if (Needed.Except(header, StringComparer.Ordinal).ToArray() is { Length: > 0 } missing)
        {
            throw new HomingException($"The file of the games '{path}' has no column {string.Join(", ", missing)}.");
        }

        var columns = Needed.Select(column => Array.IndexOf(header, column)).ToArray();
        var rows = new List<GameRow>();
        var known = new HashSet<(string, string, int)>();
        var leftOut = new Dictionary<string, int>(StringComparer.Ordinal);
        var read = 0;
        while (csv.Read())
        {
            read++;
            var (row, reason) = csv.FieldCount == header.Length
                ? Clean([.. columns.Select(column => csv.GetString(column).Trim())])
                : (null, Damaged);
            if (row is null || !known.Add((row.Name, row.Platform, row.Year)))
            {
                reason ??= Duplicate;
                leftOut[reason] = leftOut.GetValueOrDefault(reason) + 1;
            }
            else
            {
                rows.Add(row);
            }
        }

        return new GameTable(
            rows,
            new GameCounts(read, [.. Reasons.Where(leftOut.ContainsKey).Select(reason => new LeftOut(reason, leftOut[reason]))]));
    }

    private static (GameRow? Row, string? Reason) Clean(string[] fields)
    {
        if (fields[0].Length == 0)
        {
            return (null, Nameless);
        }

        if (fields[2] is Unknown or "")
        {
            return (null, NoYear);
        }

        if (!int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year < GameTable.FirstYear)
        {
            return (null, Damaged);
        }

        if (year > GameTable.LastYear)
        {
            return (null, TooLate);
        }

        var sales = new decimal[5];
        for (var index = 0; index < sales.Length; index++)
        {
            if (!TryReadNumber(fields[5 + index], out sales[index]))
            {
                return (null, Damaged);
            }
        }

        // "tbd" stands where fewer than four users gave a score.
        UserReviews? reviews = TryReadNumber(fields[10], out var score) && score <= 10
            && int.TryParse(fields[11], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? new UserReviews(score, count)
            : null;
        return (new GameRow(
            fields[0], fields[1], year, fields[3], fields[4] is Unknown or "" ? null : fields[4],
            new Sales(sales[0], sales[1], sales[2], sales[3], sales[4]), reviews), null);
    }

    private static bool TryReadNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
