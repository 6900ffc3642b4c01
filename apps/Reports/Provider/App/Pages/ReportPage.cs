using System.Globalization;
using System.Xml.Linq;
using Homing.Reports.Provider.App.Games;
using Homing.Reports.Provider.App.Kinds;
using Homing.Reports.ProviderApi;

namespace Homing.Reports.Provider.App.Pages;

/// <summary>Sets a report as one XHTML page that needs nothing but itself.</summary>
internal static class ReportPage
{
    private const int LongTitle = 60;
    private const int WideTable = 11;

    // One with more rows begins a page.
    private const int ShortTable = 15;

    // Even where a text became markup, nothing of it would run or be loaded.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'";

    private static readonly Lazy<string> Style = new(ReadStyle);

    /// <summary>The page.</summary>
    /// <param name="order">What was asked.</param>
    /// <param name="report">The same, understood.</param>
    /// <param name="counts">What became of the data.</param>
    /// <param name="content">What it says.</param>
    /// <param name="charts">The charts of its sections that have one, in their order.</param>
    public static string Compose(
        ProviderOrder order, GameReport report, GameCounts counts, ReportContent content, IEnumerable<XElement> charts)
    {
        var html = Html.Element(
            "html",
            new XAttribute("lang", "en"),
            Html.Element(
                "head",
                Html.Element("meta", new XAttribute("charset", "utf-8")),
                Html.Element(
                    "meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", Policy)),
                Html.Element("title", order.Title),
                Html.Element("style", Style.Value, Footer(order.ReportId))),
            Html.Element(
                "body",
                Cover(order, report, counts, content),
                Html.Element("main", Sections(content, new Queue<XElement>(charts)), Notes(content))));
        Html.Clean(html);
        return "<!DOCTYPE html>\n" + html.ToString(SaveOptions.DisableFormatting);
    }

    private static XElement Cover(ProviderOrder order, GameReport report, GameCounts counts, ReportContent content) => Html.Element(
        "header",
        Html.Class("cover"),
        Html.Element(
            "div",
            Html.Class("banner"),
            Html.Element("p", Html.Class("brand"), "Homing Reports"),
            Html.Element(
                "div",
                Html.Element("p", Html.Class("subject"), report.Subject),
                Html.Element("h1", order.Title.Length > LongTitle ? Html.Class("long") : null, Html.Foreign(order.Title)))),
        Html.Element("p", Html.Class("summary"), content.Summary),
        Html.Element("dl", Html.Class("figures"), content.Figures.Select(Pair)),
        Html.Element(
            "div",
            Html.Class("about"),
            Html.Element("section", Html.Element("h2", "This report"), Facts(order, report)),
            Html.Element("section", Html.Element("h2", "Rows of the data"), CountsOf(counts, content))));

    private static XElement Facts(ProviderOrder order, GameReport report) => Html.Element(
        "dl",
        Html.Class("facts"),
        Html.Element(
            "div", Html.Element("dt", "Report"), Html.Element("dd", Html.Class("id"), order.ReportId.ToString("D", CultureInfo.InvariantCulture))),
        Html.Element("div", Html.Element("dt", "Asked by"), Html.Element("dd", Html.Foreign(order.RequestedBy))),
        Pair(new Figure("Asked on", order.RequestedAt.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture))),
        report.Filters.Select(filter =>
            Html.Element("div", Html.Element("dt", filter.Name), Html.Element("dd", Html.Foreign(filter.Value)))),
        Pair(new Figure("Data", GameTable.Source)),
        Pair(new Figure("Data of", $"games released {GameTable.FirstYear} to {GameTable.LastYear}")));

    private static XElement CountsOf(GameCounts counts, ReportContent content)
    {
        var leftOut = counts.LeftOut.Concat(content.LeftOut).Where(reason => reason.Rows > 0).ToArray();
        var missing = leftOut.Sum(reason => reason.Rows);
        return Html.Element(
            "table",
            Html.Class("counts"),
            Html.Element(
                "tbody",
                Row("Read", counts.RowsRead),
                Row("In this report", content.RowsUsed),
                Row("Not asked for", counts.RowsRead - content.RowsUsed - missing),
                Row("Left out", missing),
                leftOut.Select(reason => Row(reason.Why, reason.Rows, "detail"))));

        static XElement Row(string name, int rows, string? style = null) => Html.Element(
            "tr",
            style is null ? null : Html.Class(style),
            Html.Element("th", new XAttribute("scope", "row"), name),
            Html.Element("td", Words.Count(rows)));
    }

    private static XElement Pair(Figure figure) =>
        Html.Element("div", Html.Element("dt", figure.Name), Html.Element("dd", figure.Value));

    private static IEnumerable<XElement> Sections(ReportContent content, Queue<XElement> charts)
    {
        foreach (var (index, section) in content.Sections.Index())
        {
            yield return Html.Element(
                "section",
                section.Table?.Rows.Count > ShortTable && index > 0 ? Html.Class("table") : null,
                Html.Element("h2", section.Title),
                Html.Element("p", Html.Class("lead"), section.Lead),
                section.Chart is null ? null : Html.Element("figure", charts.Dequeue()),
                section.Table is null ? null : TableOf(section.Table));
        }
    }

    private static XElement TableOf(Table table)
    {
        return Html.Element(
            "table",
            Html.Class(table.Columns.Count > WideTable ? "data wide" : "data"),
            Html.Element("caption", table.Caption),
            Html.Element(
                "thead",
                Html.Element("tr", table.Columns.Select(column => Html.Element(
                    "th", StyleOf(column), new XAttribute("scope", "col"), column.Title)))),
            Html.Element(
                "tbody",
                table.Rows.Select(row => Row(row)),
                table.Totals is null ? null : Row(table.Totals, "totals")));

        XElement Row(IReadOnlyList<string> cells, string? style = null) => Html.Element(
            "tr",
            style is null ? null : Html.Class(style),
            cells.Zip(table.Columns, (cell, column) => column.Kind == ColumnKind.Name
                ? Html.Element("th", StyleOf(column), new XAttribute("scope", "row"), cell)
                : Html.Element("td", StyleOf(column), cell)));

        static XAttribute? StyleOf(Column column) => column.Kind switch
        {
            ColumnKind.Text => Html.Class("text"),
            ColumnKind.Name => Html.Class("name"),
            _ => null,
        };
    }

    private static XElement Notes(ReportContent content) => Html.Element(
        "section",
        Html.Class("notes"),
        Html.Element("h2", "How the figures are made"),
        Html.Element("ul", content.Notes.Select(note => Html.Element("li", note))));

    // On the left of each page: which report it belongs to.
    private static string Footer(Guid report) =>
        $$"""
        @page {
          @bottom-left {
            content: "Homing Reports · {{report:D}}";
            font: 8pt Inter, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
            color: #5c6768;
          }
        }
        """;

    private static string ReadStyle()
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
