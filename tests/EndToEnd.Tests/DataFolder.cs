using System.Diagnostics;

namespace EndToEnd.Tests;

/// <summary>A folder of a test's own, gone after it.</summary>
internal sealed class DataFolder : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Path { get; } = Directory.CreateTempSubdirectory("homing-e2e-").FullName;

    public void Dispose()
    {
        // The browser of a server that was killed writes until it has noticed.
        var began = Stopwatch.GetTimestamp();
        while (Directory.Exists(Path))
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(began) < Patience)
            {
                Thread.Yield();
            }
        }
    }
}
