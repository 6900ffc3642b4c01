using FsCheck;
using FsCheck.Fluent;

namespace Homing.Leases.Redis.Tests;

/// <summary>
/// Random histories against <see cref="LeaseWorld"/>. A failure prints the seed and the shrunk history; run it again with
/// <c>Settings.WithReplay(seed, gamma)</c>.
/// </summary>
public sealed class RedisLeasePropertyTests : RedisTest
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(400).WithStartSize(10).WithEndSize(100);

    [Fact]
    public void Any_history_keeps_ids_apart_and_throws_nobody_off()
    {
        var store = NewStore();
        var (grants, waits, renewals) = (0, 0, 0);
        Func<LeaseStep[], Task> histories = async history =>
        {
            await Server.ExecuteAsync("FLUSHALL");
            await SettleAsync(store);
            var world = new LeaseWorld(Server, store, []);
            foreach (var step in history)
            {
                await world.DoAsync(step);
            }

            grants += world.Grants;
            waits += world.Waits;
            renewals += world.RenewalsAfterALoss;
        };

        Check.One(Settings, Prop.ForAll(Histories(), histories));

        TestContext.Current.TestOutputHelper?.WriteLine($"{grants} grants, {waits} waits, {renewals} renewals after a loss");
        Assert.True(
            grants > 300 && waits > 300 && renewals > 300,
            $"The histories are too tame: {grants} grants, {waits} waits, {renewals} renewals after a loss.");
    }

    private static Arbitrary<LeaseStep[]> Histories() => Arb.From(Gen.ArrayOf(Steps()), Shorter);

    private static Gen<LeaseStep> Steps() =>
        from kind in Gen.Frequency(
            (12, Gen.Constant(LeaseStepKind.Acquire)),
            (5, Gen.Constant(LeaseStepKind.Renew)),
            (6, Gen.Constant(LeaseStepKind.RenewSome)),
            (3, Gen.Constant(LeaseStepKind.Release)),
            (2, Gen.Constant(LeaseStepKind.Crash)),
            (3, Gen.Constant(LeaseStepKind.RenewLate)),
            (14, Gen.Constant(LeaseStepKind.Pass)),
            (1, Gen.Constant(LeaseStepKind.PassLong)),
            (1, Gen.Constant(LeaseStepKind.Flush)),
            (2, Gen.Constant(LeaseStepKind.Save)),
            (1, Gen.Constant(LeaseStepKind.RestartOnSnapshot)),
            (1, Gen.Constant(LeaseStepKind.Replace)))
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
