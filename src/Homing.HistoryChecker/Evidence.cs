using System.Globalization;
using System.Text;

namespace Homing.HistoryChecker;

/// <summary>Looks up the lines that tell of a few requests, for a report to show.</summary>
internal static class Evidence
{
    /// <summary>The most lines shown for one request.</summary>
    private const int MaxLines = 40;

    /// <summary>For each request its lines in the order of their times: <c>file:line: text</c>.</summary>
    public static Dictionary<(string Client, string Request), IReadOnlyList<string>> Collect(
        IReadOnlyList<string> folders, IReadOnlySet<(string Client, string Request)> wanted)
    {
        var found = wanted.ToDictionary(key => key, _ => new List<(long At, string Text)>());
        var names = new Utf8Names();
        var numbers = wanted.ToDictionary(
            key => (names.NumberOf(Encoding.UTF8.GetBytes(key.Client)), names.NumberOf(Encoding.UTF8.GetBytes(key.Request))),
            key => found[key]);
        foreach (var path in Histories.Find(folders))
        {
            using var reader = new HistoryFileReader(path);
            while (reader.TryRead(out var text))
            {
                if (HistoryLine.TryRead(text, names, out var line, out _)
                    && numbers.TryGetValue((line.Client, line.Request), out var lines)
                    && lines.Count < MaxLines)
                {
                    lines.Add((line.At, string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Path.GetFileName(path)}:{reader.Number}: {Encoding.UTF8.GetString(text)}")));
                }
            }
        }

        return found.ToDictionary(
            entry => entry.Key,
            entry => (IReadOnlyList<string>)[.. entry.Value.OrderBy(line => line.At).Select(line => line.Text)]);
    }
}
