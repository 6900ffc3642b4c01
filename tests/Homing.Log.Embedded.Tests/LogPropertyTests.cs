using FsCheck;
using FsCheck.Fluent;

namespace Homing.Log.Embedded.Tests;

/// <summary>
/// Random histories against <see cref="LogWorld"/>. A failure prints the seed and the shrunk history; run it again with
/// <c>Settings.WithReplay(seed, gamma)</c>.
/// </summary>
public sealed class LogPropertyTests
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(60).WithStartSize(10).WithEndSize(80);

    [Fact]
    public async Task Any_history_reads_back_what_was_acknowledged()
    {
        var (steps, removed) = (0, 0L);
        var property = Prop.ForAll(Histories(), async history =>
        {
            await using var world = await LogWorld.CreateAsync();
            foreach (var step in history)
            {
                await world.DoAsync(step);
            }

            steps += history.Length;
            removed += world.Removed;
        });

        // Away from the threads that run tests: the library waits for each history on the thread it is called on.
        await Task.Run(() => Check.One(Settings, property), TestContext.Current.CancellationToken);

        Assert.True(steps > 500 && removed > 100, $"The histories are too tame: {steps} steps, {removed} removed.");
    }

    private static Arbitrary<LogStep[]> Histories() => Arb.From(Gen.ArrayOf(Steps()), Shorter);

    private static Gen<LogStep> Steps() =>
        from kind in Gen.Frequency(
            (8, Gen.Constant(LogStepKind.Append)),
            (6, Gen.Constant(LogStepKind.AppendMany)),
            (3, Gen.Constant(LogStepKind.Remove)),
            (4, Gen.Constant(LogStepKind.ReadFrom)),
            (6, Gen.Constant(LogStepKind.Follow)),
            (8, Gen.Constant(LogStepKind.GroupRead)),
            (3, Gen.Constant(LogStepKind.Maintain)),
            (2, Gen.Constant(LogStepKind.Reopen)))
        from who in Gen.Choose(0, 29)
        from amount in Gen.Choose(0, 99)
        select new LogStep(kind, who, amount);

    private static IEnumerable<LogStep[]> Shorter(LogStep[] history)
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
