namespace Homing.Bench.Support;

internal static class ProgramPath
{
    // Debian keeps servers where the PATH of an ordinary user does not look.
    private static readonly string[] Beyond = ["/usr/sbin", "/usr/local/sbin"];

    /// <summary>Where a program is, by its name or path; null where there is none.</summary>
    public static string? Find(string program) => program.Contains('/', StringComparison.Ordinal)
        ? File.Exists(program) ? Path.GetFullPath(program) : null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(Beyond)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
