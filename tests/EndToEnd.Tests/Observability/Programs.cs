namespace EndToEnd.Tests.Observability;

/// <summary>Programs that a test starts where they are installed.</summary>
internal static class Programs
{
    /// <summary>Where one is: as a variable of the environment says, or on the PATH; null where it is not installed.</summary>
    public static string? Find(string variable, string name) => (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named
            ? [named]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
