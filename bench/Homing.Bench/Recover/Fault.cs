using System.Net.Http.Json;
using System.Text.Json;
using Homing.Fleet;

namespace Homing.Bench.Recover;

/// <summary>Something that befalls a fleet, and what makes it whole again.</summary>
/// <param name="Name">In tables.</param>
/// <param name="IsSudden">True where there is one moment at which clients lose something.</param>
/// <param name="HappenAsync">Calls what it is given when it has struck, and completes when it is over.</param>
internal sealed record Fault(string Name, bool IsSudden, Func<LocalFleet, Action, Task> HappenAsync)
{
    // Twice the fleet's lease.
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("gateway killed (kill -9)", true, async (fleet, struck) =>
        {
            await (await BusiestAsync(fleet)).KillAsync();
            struck();
        }),
        new("worker killed (kill -9)", true, async (fleet, struck) =>
        {
            await fleet.Workers[0].KillAsync();
            struck();
        }),
        new("gateway frozen for twice its lease", true, async (fleet, struck) =>
        {
            var gateway = await BusiestAsync(fleet);
            gateway.Pause();
            struck();
            await Task.Delay(Frozen, TimeProvider.System);
            gateway.Continue();
        }),
        new("Redis killed, back empty after 1 s", true, async (fleet, struck) =>
        {
            await fleet.Redis.KillAsync();
            struck();
            await Task.Delay(Away, TimeProvider.System);
            await fleet.Redis.StartAsync();
        }),
        new("rolling restart of all", false, async (fleet, struck) =>
        {
            struck();
            await fleet.RollingRestartAsync(static (_, _) => { });
        }),
    ];

    /// <summary>Starts what does not run any more.</summary>
    public static Task RepairAsync(LocalFleet fleet) => Task.WhenAll(fleet.Members.Select(member => member.StartAsync()));

    // Clients do not go back to a gateway that was away, so without a look a fault could strike an empty one.
    private static async Task<Member> BusiestAsync(LocalFleet fleet)
    {
        using var http = new HttpClient { BaseAddress = fleet.Gateways[0].Address };
        var living = await http.GetFromJsonAsync<JsonElement>(new Uri("/api/gateways", UriKind.Relative));
        var busiest = living.EnumerateArray().MaxBy(gateway => gateway.GetProperty("connections").GetInt32());
        var url = new Uri(busiest.GetProperty("url").GetString()!);
        return fleet.Gateways.Single(gateway => gateway.Address == url);
    }
}
