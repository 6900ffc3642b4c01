using FsCheck;
using FsCheck.Fluent;
using Homing.Bench.Support;

namespace Homing.Bench.Tests;

public sealed class LinearFitTests
{
    [Fact]
    public void Points_of_a_line_give_that_line() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Gen.Choose(-100, 100).Zip(Gen.Choose(-100, 100)).Zip(Gen.Choose(2, 9)).ToArbitrary(), drawn =>
        {
            var ((intercept, slope), count) = drawn;
            var fit = LinearFit.Of([.. Enumerable.Range(0, count).Select(x => ((double)x, intercept + ((double)slope * x)))]);
            return Math.Abs(fit.Intercept - intercept) < 1e-6
                && Math.Abs(fit.Slope - slope) < 1e-6
                && fit.Determination > 1 - 1e-6;
        }));

    [Fact]
    public void Points_beside_a_line_are_told_by_their_distance()
    {
        var fit = LinearFit.Of([(1, 1), (2, 3), (3, 2), (4, 4)]);

        Assert.Equal(0.8, fit.Slope, 9);
        Assert.Equal(0.5, fit.Intercept, 9);
        Assert.Equal(0.64, fit.Determination, 9);
    }
}
