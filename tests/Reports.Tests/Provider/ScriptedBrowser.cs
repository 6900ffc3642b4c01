namespace Homing.Reports.Tests.Provider;

/// <summary>A program that is started as a browser is, and does what a test wants. Its folder is removed with it.</summary>
internal sealed class ScriptedBrowser : IDisposable
{
    /// <summary>A document that begins and ends as a PDF does.</summary>
    public const string WriteDocument = "printf '%%PDF-1.7\\nnot more than that\\n%%%%EOF\\n' > \"$out\"";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-browser-");

    /// <param name="script">For sh; <c>$out</c> is where the document goes, <c>$here</c> a folder of its own.</param>
    public ScriptedBrowser(string script)
    {
        File.WriteAllText(Path, $$"""
            #!/bin/sh
            here="{{_folder.FullName}}"
            for argument in "$@"; do
              case "$argument" in --print-to-pdf=*) out="${argument#--print-to-pdf=}" ;; esac
            done
            {{script}}
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>What to start.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "browser");

    /// <summary>The lines of a file that the script wrote into <c>$here</c>.</summary>
    public string[] Lines(string file) => File.ReadAllLines(System.IO.Path.Combine(_folder.FullName, file));

    public void Dispose() => _folder.Delete(recursive: true);
}
