using System.Globalization;
using Homing.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Doctor;

/// <summary>Whether the process may have as many connections open as it may take: each is a file to the system.</summary>
internal sealed class OpenFilesCheck(IOptions<GatewayOptions> options) : IDoctorCheck
{
    private const string Limits = "/proc/self/limits";

    // Segments of the log, connections to brokers, assemblies.
    private const int Others = 1000;

    public string Name => "open files";

    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken) =>
        File.Exists(Limits) ? Judge(await File.ReadAllTextAsync(Limits, cancellationToken)) : [];

    /// <summary>Judges what Linux says of a process; the runtime raises its own limit up to the hard one.</summary>
    internal IReadOnlyList<DoctorFinding> Judge(string limits)
    {
        var hard = limits.Split('\n').FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            ?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(4);
        if (!long.TryParse(hard, CultureInfo.InvariantCulture, out var limit))
        {
            return [DoctorFinding.Ok(Name, "there is no limit")];
        }

        var needed = (long)options.Value.MaxConnections + Others;
        return
        [
            limit >= needed
                ? DoctorFinding.Ok(Name, $"the limit is {limit}")
                : DoctorFinding.Warn(
                    Name,
                    $"the limit is {limit}, and {GatewayOptions.SectionName}:{nameof(GatewayOptions.MaxConnections)} is {options.Value.MaxConnections}",
                    $"Raise the hard limit to {needed} (LimitNOFILE= of systemd, ulimit -Hn, --ulimit nofile= of a container), "
                    + $"or lower {nameof(GatewayOptions.MaxConnections)} to {Math.Max(1, limit - Others)}."),
        ];
    }
}
