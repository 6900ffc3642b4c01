namespace Homing.Reports.Provider.App.Rendering;

/// <summary>Finds a browser that can render.</summary>
internal static class BrowserFinder
{
    private static readonly string[] Names =
        ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome-headless-shell"];

    // Where installers put it that leave the PATH alone.
    private static readonly string[] OtherPlaces =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "Google/Chrome/Application/chrome.exe"),
    ];

    /// <summary>The path of the first one on the PATH, else where one is usually installed; null where there is none.</summary>
    /// <param name="path">The value of the environment's <c>PATH</c>.</param>
    public static string? Find(string? path)
    {
        var folders = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name)))
            .Concat(OtherPlaces).FirstOrDefault(System.IO.File.Exists);
    }
}
