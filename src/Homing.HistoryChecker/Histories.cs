namespace Homing.HistoryChecker;

/// <summary>Judges the histories in folders.</summary>
public static class Histories
{
    /// <summary>Reads every <c>*.jsonl</c> of the folders and of those below them.</summary>
    /// <exception cref="UnreadableHistoryException">There is none, or one of them is not a history.</exception>
    public static CheckReport Check(CheckOptions options, params IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(options);
        var replay = new Replay(options);
        foreach (var path in Find(folders))
        {
            replay.Read(path);
        }

        return replay.Finish();
    }

    /// <summary>The files of the folders, by the time that they were begun.</summary>
    internal static IReadOnlyList<string> Find(IReadOnlyList<string> folders)
    {
        var files = new List<(long At, string Path)>();
        foreach (var folder in folders)
        {
            if (!Directory.Exists(folder))
            {
                throw new UnreadableHistoryException($"{folder}: there is no such folder");
            }

            files.AddRange(Directory.EnumerateFiles(folder, "*.jsonl", SearchOption.AllDirectories)
                .Select(path => (BegunAt(path), path)));
        }

        return files.Count == 0
            ? throw new UnreadableHistoryException($"{string.Join(", ", folders)}: there is no history")
            : [.. files.OrderBy(file => file.At).ThenBy(file => file.Path, StringComparer.Ordinal).Select(file => file.Path)];
    }

    // A file that cannot be read says so when it is its turn.
    private static long BegunAt(string path)
    {
        using var reader = new HistoryFileReader(path);
        return reader.TryRead(out var text) && HistoryLine.TryRead(text, new Utf8Names(), out var line, out _) ? line.At : 0;
    }
}
