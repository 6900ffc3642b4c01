using FsCheck;
using FsCheck.Fluent;

namespace Homing.Core.Tests.Leases;

/// <summary>
/// Random histories against <see cref="LeaseWorld"/>. A failure prints the seed and the shrunk history; run it again with
/// <c>Settings.WithReplay(seed, gamma)</c>.
/// </summary>
public sealed class LeasePropertyTests
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(400).WithStartSize(20).WithEndSize(120);

    [Fact]
    public void Any_history_keeps_ids_apart()
    {
        // Continuations run where the clock is turned, so that a history is the same each time.
        SynchronizationContext.SetSynchronizationContext(null);
        var (grants, losses) = (0, 0);
        var property = Prop.ForAll(Histories(), history =>
        {
            using var world = new LeaseWorld();
            foreach (var step in history)
            {
                world.Do(step);
            }

            grants += world.Grants;
            losses += world.Losses;
        });

        Check.One(Settings, property);

        Assert.True(grants > 1000 && losses > 100, $"The histories are too tame: {grants} grants, {losses} losses.");
    }

    private static Arbitrary<LeaseStep[]> Histories() => Arb.From(Gen.ArrayOf(Steps()), Shorter);

    private static Gen<LeaseStep> Steps() =>
        from kind in Gen.Frequency(
            (8, Gen.Constant(LeaseStepKind.Start)),
            (12, Gen.Constant(LeaseStepKind.Pass)),
            (3, Gen.Constant(LeaseStepKind.Stop)),
            (3, Gen.Constant(LeaseStepKind.Crash)),
            (4, Gen.Constant(LeaseStepKind.Pause)),
            (4, Gen.Constant(LeaseStepKind.Resume)),
            (2, Gen.Constant(LeaseStepKind.JumpWallClock)),
            (4, Gen.Constant(LeaseStepKind.Break)),
            (4, Gen.Constant(LeaseStepKind.Heal)),
            (1, Gen.Constant(LeaseStepKind.FillLog)),
            (2, Gen.Constant(LeaseStepKind.EmptyLog)),
            (1, Gen.Constant(LeaseStepKind.Restart)))
        from who in Gen.Choose(0, 7)
        from amount in Gen.Choose(0, 100)
        select new LeaseStep(kind, who, amount);

    private static IEnumerable<LeaseStep[]> Shorter(LeaseStep[] history)
    {
        for (var length = history.Length / 2; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= history.Length; start += length)
            {
                yield return [.. history[..start], .. history[(start + length)..]];
            }
        }
    }
}
