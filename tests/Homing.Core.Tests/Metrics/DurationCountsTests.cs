using FsCheck;
using FsCheck.Fluent;
using Homing.Metrics;

namespace Homing.Core.Tests.Metrics;

public sealed class DurationCountsTests
{
    [Fact]
    public void Percentiles_are_of_what_came_since_the_last_call()
    {
        var counts = new DurationCounts();
        for (var milliseconds = 1; milliseconds <= 100; milliseconds++)
        {
            counts.Record(TimeSpan.FromMilliseconds(milliseconds));
        }

        var figures = counts.Take();

        Assert.Equal(100, figures.Count);
        Assert.InRange(figures.Median.TotalMilliseconds, 46.5, 53.5);
        Assert.InRange(figures.Percentile99.TotalMilliseconds, 92, 106);
        Assert.Equal(default, counts.Take());
    }

    [Fact]
    public void Percentiles_are_near_the_exact_ones() => Prop.ForAll(
        Gen.Choose(1, int.MaxValue).NonEmptyListOf().ToArbitrary(),
        microseconds =>
        {
            var counts = new DurationCounts();
            foreach (var one in microseconds)
            {
                counts.Record(TimeSpan.FromMicroseconds(one));
            }

            var figures = counts.Take();
            var sorted = microseconds.Order().ToArray();
            Assert.Equal(sorted.Length, figures.Count);
            Assert.All([(0.5, figures.Median), (0.99, figures.Percentile99)], pair =>
            {
                var exact = sorted[(int)Math.Ceiling(sorted.Length * pair.Item1) - 1];
                Assert.InRange(pair.Item2.TotalMicroseconds, (exact * 0.93) - 1, (exact * 1.07) + 1);
            });
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void Duration_of_nothing_or_less_counts_as_the_smallest(int ticks)
    {
        var counts = new DurationCounts();

        counts.Record(TimeSpan.FromTicks(ticks));

        Assert.InRange(counts.Take().Median.TotalMicroseconds, 0, 1);
    }

    [Fact]
    public void Longest_duration_there_is_counts_as_the_largest()
    {
        var counts = new DurationCounts();

        counts.Record(TimeSpan.MaxValue);

        Assert.InRange(counts.Take().Median.TotalHours, 1, 2);
    }
}
