using System.Globalization;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Homing.Reports.Provider.App.Charts;

namespace Homing.Reports.Tests.Provider.App.Charts;

public sealed class ChartTests
{
    [Fact]
    public void Scale_has_few_round_ticks_and_holds_the_largest_value() =>
        Prop.ForAll(Gen.Choose(0, 100_000_000).Select(hundredths => hundredths / 100m).ToArbitrary(), largest =>
        {
            var scale = new Scale(largest);

            Assert.True(scale.Ticks[^1] >= largest);
            Assert.InRange(scale.Ticks.Count, 2, 7);
            Assert.Contains((int)(scale.Step / PowerBelow(scale.Step)), (int[])[1, 2, 5]);
            Assert.Equal(scale.Ticks, scale.Ticks.Select(tick => decimal.Parse(
                scale.Label(tick), NumberStyles.Number, CultureInfo.InvariantCulture)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Years_on_an_axis_do_not_touch_and_the_newest_is_told() =>
        Prop.ForAll(Gen.Choose(1, 60).Two().ToArbitrary(), pair =>
        {
            var (count, width) = (pair.Item1, 60 + (pair.Item2 * 10));
            var axis = new YearAxis(
                [.. Enumerable.Range(1960, count)], new Scale(10), 40, 40 + width, 0, 100, 11, HasWidth: true);
            var years = axis.Draw().Where(element => (string?)element.Attribute("text-anchor") == "middle")
                .Select(element => (Text: element.Value, X: (double)element.Attribute("x")!)).ToArray();

            Assert.Equal((1960 + count - 1).ToString(CultureInfo.InvariantCulture), years[^1].Text);
            Assert.All(years.Zip(years.Skip(1)), next => Assert.True(
                next.Second.X - next.First.X >= TextWidth.Of("2000", 11), $"{count} years on {width}"));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Text_that_is_too_wide_is_shortened_at_a_whole_character()
    {
        Assert.Equal("Evolve", TextWidth.Fit("Evolve", 10, 100));
        Assert.Equal("任天堂の…", TextWidth.Fit("任天堂のゲーム", 10, 50));
        var shortened = TextWidth.Fit("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 10, 50);
        Assert.Equal("👩‍👩‍👧‍👦…", shortened);
    }

    [Fact]
    public void Parts_of_a_bar_lie_beside_each_other_and_are_as_long_as_their_values()
    {
        var drawn = new StackedBars("label", "unit", ["a", "b"], [new Bar("first", [3, 1], 4), new Bar("second", [0, 2], 2)]).Draw();
        var parts = drawn.Elements().Where(element => element.Name.LocalName == "rect" && Of(element, "height") > 10).ToArray();

        Assert.Equal(4, parts.Length);
        Assert.Equal(Of(parts[0], "x") + Of(parts[0], "width"), Of(parts[1], "x"), 0.1);
        Assert.Equal(3, Of(parts[0], "width") / Of(parts[1], "width"), 0.01);
        Assert.Equal(2, Of(parts[3], "width") / Of(parts[1], "width"), 0.01);
        Assert.Equal("label", (string?)drawn.Attribute("aria-label"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(37)]
    public void Nothing_is_drawn_outside_of_the_picture(int count)
    {
        int[] years = [.. Enumerable.Range(1980, count)];
        List<(string Name, IReadOnlyList<decimal> Values)> series =
            [.. Enumerable.Range(1, 12).Select(index => ($"Series {index}", (IReadOnlyList<decimal>)[.. years.Select(year => year % 100m * index)]))];
        Chart[] charts =
        [
            new StackedAreas("l", "unit", years, [.. series.Take(6)]), new StackedColumns("l", "unit", years, [.. series.Take(4)]),
            new SmallMultiples("l", "unit", years, series),
            new StackedBars("l", "unit", ["a", "b"], [new Bar(new string('W', 200), [123456, 0.01m], 123456.01m), new Bar("", [0, 0], 0)]),
        ];

        foreach (var picture in charts.Select(chart => chart.Draw()))
        {
            var box = ((string)picture.Attribute("viewBox")!).Split(' ').Select(Number).ToArray();
            foreach (var text in picture.Elements().Where(element => element.Name.LocalName == "text"))
            {
                var width = TextWidth.Of(text.Value, 11);
                var left = Of(text, "x") - ((string?)text.Attribute("text-anchor") switch { "end" => width, "middle" => width / 2, _ => 0 });
                Assert.True(left >= -0.5 && left + width <= box[2] + 0.5, text.ToString());
                Assert.InRange(Of(text, "y"), 0, box[3]);
            }

            foreach (var rectangle in picture.Elements().Where(element => element.Name.LocalName == "rect"))
            {
                Assert.InRange(Of(rectangle, "x"), 0, box[2]);
                Assert.InRange(Of(rectangle, "x") + Of(rectangle, "width"), 0, box[2] + 0.1);
                Assert.InRange(Of(rectangle, "y") + Of(rectangle, "height"), 0, box[3]);
            }
        }
    }

    private static decimal PowerBelow(decimal step)
    {
        var power = 0.01m;
        while (power * 10 <= step)
        {
            power *= 10;
        }

        return power;
    }

    private static double Of(XElement element, string name) => Number((string)element.Attribute(name)!);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
