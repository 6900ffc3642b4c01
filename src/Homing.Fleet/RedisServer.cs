using System.Globalization;

namespace Homing.Fleet;

/// <summary>A redis-server that keeps nothing: killed, it comes back empty.</summary>
internal static class RedisServer
{
    private const string Program = "redis-server";

    /// <exception cref="FleetException">There is no redis-server on this machine.</exception>
    public static MemberPlan Plan(int port, string folder) => new(
        "redis",
        "redis",
        new Uri(string.Create(CultureInfo.InvariantCulture, $"tcp://127.0.0.1:{port}")),
        Find(),
        [
            "--port", port.ToString(CultureInfo.InvariantCulture),
            "--bind", "127.0.0.1",
            "--save", "",
            "--appendonly", "no",
            "--dir", folder,
            "--loglevel", "warning",
        ],
        new Dictionary<string, string>());

    private static string Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, Program)).FirstOrDefault(File.Exists)
        ?? throw new FleetException(
            "redis-server is not on the PATH. Install it: apt-get install redis-server, dnf install redis, or see https://redis.io/docs/install.");
}
