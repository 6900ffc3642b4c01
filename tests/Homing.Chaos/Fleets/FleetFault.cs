namespace Homing.Chaos.Fleets;

/// <summary>Something that is done to a fleet.</summary>
/// <param name="Name">What it is.</param>
/// <param name="At">When: once this share of all requests is settled, from 0 to 1.</param>
/// <param name="InflictAsync">Does it. An exception says that the fleet did not behave, and fails the scenario.</param>
public sealed record FleetFault(string Name, double At, Func<FleetUnderTest, CancellationToken, Task> InflictAsync);
