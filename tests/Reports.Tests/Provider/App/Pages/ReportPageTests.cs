using System.Xml.Linq;
using Homing.Reports.Provider.App.Games;
using Homing.Reports.Provider.App.Kinds;
using Homing.Reports.Provider.App.Pages;

namespace Homing.Reports.Tests.Provider.App.Pages;

public sealed class ReportPageTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("</style><img src=x onerror=alert(1)/>")]
    [InlineData("&lt;b&gt; \" ' ]]> <!-- --> <?pi?> %0a")]
    public async Task Order_cannot_bring_markup(string hostile)
    {
        var page = await ComposeAsync(hostile, hostile);

        Assert.Equal(hostile, page.Descendants(Html.Namespace + "title").Single().Value);
        Assert.Equal(hostile, page.Descendants(Html.Namespace + "h1").Single().Value);
        Assert.Contains(page.Descendants(Html.Namespace + "dd"), element => element.Value == hostile);
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "img" or "b");
        Assert.Empty(page.DescendantNodes().OfType<XComment>());
        Assert.DoesNotContain(
            page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_XML_cannot_hold_is_replaced() =>
        Assert.Equal("a\uFFFDb\uFFFDc👍d\uFFFD", (await ComposeAsync("a\u0001b\uD800c👍d\uFFFF")).Descendants(Html.Namespace + "h1").Single().Value);

    [Theory]
    [InlineData("top-games", """{"year":2015}""")]
    [InlineData("sales-by-genre", """{"from":2014,"to":2016}""")]
    [InlineData("publisher-portfolio", """{"publisher":"p"}""")]
    public void What_XML_cannot_hold_is_replaced_wherever_the_data_has_it(string kind, string parameters)
    {
        const string Name = "a\u0001b\uD800c👍";
        var report = GameReport.Of(Orders.New(kind, parameters));
        var content = report.Work(
        [
            new GameRow(Name, Name, 2015, Name, Name, new Sales(1, 1, 1, 1, 4), new UserReviews(8, 10)),
            new GameRow($"{Name}2", Name, 2016, Name, Name, new Sales(1, 1, 1, 1, 4), null),
        ]);

        var page = XDocument.Parse(TestPages.Compose(Orders.New(kind, parameters), report, content));

        Assert.Contains("a\uFFFDb\uFFFDc👍", page.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_may_load_and_run_nothing()
    {
        var policy = (await ComposeAsync("t")).Descendants(Html.Namespace + "meta")
            .Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy");

        Assert.Equal("default-src 'none'; style-src 'unsafe-inline'", (string?)policy.Attribute("content"));
    }

    [Fact]
    public async Task Cover_tells_the_rows_and_they_add_up()
    {
        var counts = (await ComposeAsync("t")).Descendants(Html.Namespace + "table").First(table => (string?)table.Attribute("class") == "counts")
            .Descendants(Html.Namespace + "tr").ToDictionary(
                row => row.Elements().First().Value,
                row => int.Parse(row.Elements().Last().Value, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(16_719, counts["Read"]);
        Assert.Equal(counts["Read"], counts["In this report"] + counts["Not asked for"] + counts["Left out"]);
        Assert.Equal(
            counts["Left out"],
            counts["without a name"] + counts["without a year"] + counts["dated after 2016"] + counts["there twice"] + counts[TopGames.Unreviewed]);
    }

    [Theory]
    [InlineData("ゲームの販売", "ja")]
    [InlineData("游戏销售报告", "zh")]
    [InlineData("게임 판매 보고서", "ko")]
    [InlineData("تقرير المبيعات", "ar")]
    [InlineData("Satışlar", "tr")]
    [InlineData("Relatório de vendas", null)]
    public async Task Language_of_a_title_is_told_by_its_letters(string title, string? language) =>
        Assert.Equal(language, (string?)(await ComposeAsync(title)).Descendants(Html.Namespace + "h1").Single().Attribute("lang"));

    private static async Task<XElement> ComposeAsync(string title, string requestedBy = "analyst")
    {
        var order = Orders.New(title: title) with { RequestedBy = requestedBy };
        return XDocument.Parse(await TestPages.ComposeAsync(order)).Root!;
    }
}
