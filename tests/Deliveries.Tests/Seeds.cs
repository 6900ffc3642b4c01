using FsCheck;
using FsCheck.Fluent;

namespace Homing.Deliveries.Tests;

/// <summary>Properties of what is made from one seed.</summary>
internal static class Seeds
{
    /// <summary>Checks a property for that many seeds. A failure prints the seed to run again with.</summary>
    public static void ForAny(int runs, Action<int> property) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(runs).WithStartSize(1_000_000).WithEndSize(2_000_000_000),
            Prop.ForAll(ArbMap.Default.ArbFor<int>(), property));
}
