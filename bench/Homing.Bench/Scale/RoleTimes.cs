using Homing.Bench.Support;
using Homing.Fleet;

namespace Homing.Bench.Scale;

/// <summary>Processor time by role, in seconds.</summary>
/// <param name="Gateways">Of all gateways.</param>
/// <param name="Workers">Of all workers.</param>
/// <param name="Brokers">Of the brokers: this process, which does little else meanwhile.</param>
/// <param name="Redis">Of Redis.</param>
internal sealed record RoleTimes(double Gateways, double Workers, double Brokers, double Redis)
{
    public static RoleTimes Of(LocalFleet fleet) => new(
        fleet.Gateways.Sum(Of),
        fleet.Workers.Sum(Of),
        ProcessorTime.Of(Environment.ProcessId),
        Of(fleet.Redis));

    public static RoleTimes operator -(RoleTimes left, RoleTimes right) => new(
        left.Gateways - right.Gateways, left.Workers - right.Workers, left.Brokers - right.Brokers, left.Redis - right.Redis);

    /// <summary>For each of so many, in milliseconds.</summary>
    public RoleTimes Milliseconds(double count) => new(
        Gateways * 1000 / count, Workers * 1000 / count, Brokers * 1000 / count, Redis * 1000 / count);

    private static double Of(Member member) => member.Id is { } id ? ProcessorTime.Of(id) : 0;
}
