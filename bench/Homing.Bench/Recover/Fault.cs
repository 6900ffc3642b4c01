using Homing.Fleet;

namespace Homing.Bench.Recover;

/// <summary>Something that befalls a fleet, and what makes it whole again.</summary>
/// <param name="Name">In tables.</param>
/// <param name="HappensAsync">Completes when it has happened; takes which of several processes it is.</param>
/// <param name="RepairAsync">Brings back what is missing.</param>
internal sealed record Fault(string Name, Func<LocalFleet, int, Task> HappensAsync, Func<LocalFleet, Task> RepairAsync)
{
    // Twice the fleet's lease.
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("gateway killed (kill -9)", (fleet, which) => Of(fleet.Gateways, which).KillAsync(), StartAllAsync),
        new("worker killed (kill -9)", (fleet, which) => Of(fleet.Workers, which).KillAsync(), StartAllAsync),
        new("gateway frozen for twice its lease", (fleet, which) => FreezeAsync(Of(fleet.Gateways, which)), StartAllAsync),
        new("Redis killed, back empty after 1 s", async (fleet, _) =>
        {
            await fleet.Redis.KillAsync();
            await Task.Delay(Away, TimeProvider.System);
            await fleet.Redis.StartAsync();
        }, StartAllAsync),
        new("rolling restart of all", (fleet, _) => fleet.RollingRestartAsync(static (_, _) => { }), StartAllAsync),
    ];

    private static Member Of(IReadOnlyList<Member> members, int which) => members[which % members.Count];

    private static async Task FreezeAsync(Member member)
    {
        member.Pause();
        await Task.Delay(Frozen, TimeProvider.System);
        member.Continue();
    }

    private static Task StartAllAsync(LocalFleet fleet) => Task.WhenAll(fleet.Members.Select(member => member.StartAsync()));
}
