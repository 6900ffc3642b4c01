namespace Homing.Fleet.Tests;

/// <summary>What this machine has.</summary>
internal static class Here
{
    /// <summary>Skips the test, with the reason, where there is no redis-server.</summary>
    public static void NeedsRedis() => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "redis-server"))),
        "redis-server is not on the PATH");
}
