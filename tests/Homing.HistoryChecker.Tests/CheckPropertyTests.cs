using FsCheck;
using FsCheck.Fluent;
using static Homing.HistoryChecker.Tests.HistoryScript;

namespace Homing.HistoryChecker.Tests;

/// <summary>
/// Random histories, damaged at random. A failure prints the seed and the shrunk history; run it again with
/// <c>Settings.WithReplay(seed, gamma)</c>.
/// </summary>
public sealed class CheckPropertyTests
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(200).WithStartSize(1).WithEndSize(80);

    [Fact]
    public void Exactly_the_damage_done_is_found()
    {
        var found = new Dictionary<FaultKind, int>();
        var property = Prop.ForAll(Plans(), async Task (plans) =>
        {
            var script = HistoryScript.Of(plans);
            using var folder = new HistoryFolder();
            await folder.WriteAsync(script.Entries);

            var faults = script.Entries.Count == 0
                ? []
                : folder.Check().Faults.Select(fault => (fault.Kind, fault.ClientId, fault.RequestId)).ToArray();

            Assert.Equal(script.Expected.Order(), faults.Order());
            foreach (var (kind, _, _) in faults)
            {
                found[kind] = found.GetValueOrDefault(kind) + 1;
            }
        });

        Check.One(Settings, property);

        var kinds = Enum.GetValues<FaultKind>().Except([FaultKind.Gap]);
        Assert.All(kinds, kind => Assert.True(found.GetValueOrDefault(kind) > 20, $"Too few histories with {kind}."));
    }

    private static Arbitrary<Plan[]> Plans() => Arb.From(Gen.ArrayOf(Requests()), Shorter);

    private static Gen<Plan> Requests() =>
        from client in Gen.Choose(0, 4)
        from outcome in Gen.Elements(Enum.GetValues<Outcome>())
        from damage in Gen.Frequency(
            (6, Gen.Constant(Damage.None)),
            (1, Gen.Elements(Enum.GetValues<Damage>())))
        select new Plan(client, outcome, damage);

    private static IEnumerable<Plan[]> Shorter(Plan[] plans)
    {
        for (var length = plans.Length / 2; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= plans.Length; start += length)
            {
                yield return [.. plans[..start], .. plans[(start + length)..]];
            }
        }
    }
}
