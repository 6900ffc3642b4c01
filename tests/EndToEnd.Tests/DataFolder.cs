namespace EndToEnd.Tests;

/// <summary>A folder of a test's own, gone after it.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("homing-e2e-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
