using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Homing.Reports.Provider.App.Charts;
using Homing.Reports.Provider.App.Games;

namespace Homing.Reports.Tests.Provider.App.Rendering;

/// <summary>What the documents are, read by other programs: needs a browser, <c>pdftotext</c>, <c>pdfinfo</c> and <c>pdftoppm</c>.</summary>
public sealed partial class PdfDocumentTests : IDisposable
{
    // The margins of a page, in millimetres, less than a dot that half belongs to them.
    private const double Side = 17.5;
    private const double Head = 19.5;
    private const double Foot = 19.5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-pdf-");

    [Theory]
    [InlineData("İstanbul'da ışıklı bir gün: çok satan oyunlar, ğüşöç")]
    [InlineData("Relatório de avaliações: ação, coração e São João")]
    [InlineData("任天堂のゲーム販売レポート")]
    [InlineData("游戏销售报告：按地区划分")]
    [InlineData("닌텐도 게임 판매 보고서")]
    [InlineData("تقرير المبيعات")]
    [InlineData("<b>\"R&D\"</b> & <script>alert(1)</script>")]
    public async Task Title_of_any_script_can_be_searched_for(string title)
    {
        var document = await RenderAsync(await TestPages.ComposeAsync(Orders.New(parameters: """{"year":2015,"limit":1}""", title: title)));

        Assert.Contains(WithoutSpace(title), WithoutSpace(await ReadAsync("pdftotext", document, "-")), StringComparison.Ordinal);
        Assert.Contains(WithoutSpace(title), WithoutSpace(await ReadAsync("pdfinfo", document)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_has_numbered_pages_and_says_what_it_is()
    {
        var order = Orders.New("publisher-portfolio", """{"publisher":"Sega"}""", "What Sega sold");
        var document = await RenderAsync(await TestPages.ComposeAsync(order));
        var pages = (await ReadAsync("pdftotext", document, "-layout", "-")).Split('\f', StringSplitOptions.RemoveEmptyEntries);

        Assert.True(pages.Length > 5, $"{pages.Length} pages");
        Assert.All(pages.Index(), page =>
        {
            Assert.Contains($"{page.Index + 1} / {pages.Length}", page.Item, StringComparison.Ordinal);
            Assert.Contains($"Homing Reports · {order.ReportId:D}", page.Item, StringComparison.Ordinal);
        });
        foreach (var text in (string[])["analyst", "21 November 2026, 17:00 UTC", "Publisher", "16,719", "without a name", "VGChartz"])
        {
            Assert.Contains(text, pages[0], StringComparison.Ordinal);
        }

        // The head of a table stands on each page of it.
        Assert.All(pages[^3..^1], page => Assert.Matches(@"Game\s+Platforms\s+Released", page));
    }

    [Fact]
    public async Task Document_is_tagged_with_headings_tables_and_figures_and_has_an_outline()
    {
        var document = await RenderAsync(await TestPages.ComposeAsync(Orders.New("sales-by-genre", """{"from":2010,"to":2016}""")));

        var about = await ReadAsync("pdfinfo", document);
        Assert.Matches(@"Tagged:\s+yes", about);
        Assert.Matches(@"Page size:\s+59\d\.\d+ x 84\d\.\d+ pts \(A4\)", about);
        var structure = await ReadAsync("pdfinfo", document, "-struct");
        Assert.All((string[])["H1", "H2", "Figure", "Table", "TH", "TD", "L", "LI"], tag =>
            Assert.Matches($@"(?m)^\s+{tag}\b", structure));
        var bytes = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(document, TestContext.Current.CancellationToken));
        Assert.Contains("/Outlines", bytes, StringComparison.Ordinal);
        Assert.Matches(@"/Lang\s*\(en\)", bytes);
    }

    [Fact]
    public async Task Pages_are_seen_whole_with_their_charts_and_tables()
    {
        var document = await RenderAsync(await TestPages.ComposeAsync(
            Orders.New("publisher-portfolio", """{"publisher":"Sega"}""", "What Sega sold")));
        var texts = (await ReadAsync("pdftotext", document, "-layout", "-")).Split('\f', StringSplitOptions.RemoveEmptyEntries);
        var pages = await DrawAsync(document);

        Assert.Equal(texts.Length, pages.Length);
        Assert.All(pages, page =>
        {
            // Nothing reaches into the margins, where it would be cut off, but the line at the foot.
            var (right, bottom) = (page.Width - Side, page.Height - Foot);
            Assert.Equal(0, page.InkIn(0, 0, Side, page.Height));
            Assert.Equal(0, page.InkIn(right, 0, page.Width, page.Height));
            Assert.Equal(0, page.InkIn(0, 0, page.Width, Head));
            Assert.Equal(0, page.InkIn(0, page.Height - 4, page.Width, page.Height));
            Assert.NotEqual(0, page.InkIn(Side, bottom, page.Width / 2, page.Height));
            Assert.NotEqual(0, page.InkIn(page.Width / 2, bottom, right, page.Height));
            Assert.NotEqual(0, page.InkIn(Side, Head, right, bottom));
        });

        // A picture of more than a square centimetre in each colour of the regions: not only the legend of it.
        var drawing = pages[Array.FindIndex(texts, text => Regex.IsMatch(text, @"Sales\s+by\s+year\s+and\s+region"))];
        Assert.All(Sales.RegionNames.Index(), region =>
            Assert.InRange(drawing.CountOf(Palette.Of(region.Index, Sales.RegionNames.Count)), 400, int.MaxValue));

        // Where a table comes from the page before and goes on to the next it fills its own: names at the left, numbers at the right.
        var tables = texts.Select(text => Regex.IsMatch(text, @"Game\s+Platforms\s+Released")).ToArray();
        var full = Enumerable.Range(1, pages.Length - 2).Where(page => tables[(page - 1)..(page + 2)].All(isTable => isTable)).ToArray();
        Assert.NotEmpty(full);
        Assert.All(full.Select(page => pages[page]), page =>
        {
            for (var top = Head + 5; top + 10 < page.Height - Foot - 5; top += 10)
            {
                Assert.NotEqual(0, page.InkIn(Side, top, page.Width / 2, top + 10));
                Assert.NotEqual(0, page.InkIn(page.Width / 2, top, page.Width - Side, top + 10));
            }
        });
    }

    [Fact]
    public async Task Page_reaches_no_network()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        // Without the page's own policy, which would stop it too.
        await RenderAsync($"""
            <html xmlns="http://www.w3.org/1999/xhtml"><head><link rel="stylesheet" href="http://{address}/a.css"/></head>
            <body><img src="http://{address}/b.png" alt=""/><img src="http://localhost:{address.Split(':')[1]}/c.png" alt=""/></body></html>
            """);

        Assert.False(listener.Pending());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string WithoutSpace(string text) => Space().Replace(text, "");

    private static async Task<string> ReadAsync(string program, string document, params string[] arguments)
    {
        // Options come before the file, what is written to after it.
        var start = new ProcessStartInfo(
            program, [.. arguments.Where(argument => argument != "-"), document, .. arguments.Where(argument => argument == "-")])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private async Task<PagePicture[]> DrawAsync(string document)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "pdftoppm", ["-r", $"{PagePicture.DotsPerInch}", document, Path.Combine(_folder.FullName, "page")]))!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return [.. _folder.GetFiles("page-*.ppm").OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => PagePicture.Read(file.FullName))];
    }

    private async Task<string> RenderAsync(string page)
    {
        // As long as a folder in somebody's home may well be.
        using var renderer = PdfRendererTests.CreateIn(Path.Combine(_folder.FullName, new string('x', 100)), _ => { });
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.pdf");
        await File.WriteAllBytesAsync(
            path, await renderer.RenderAsync(page, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        return path;
    }

    // Also what turns the direction of Arabic: it is no letter.
    [GeneratedRegex(@"[\s\u200E\u200F\u202A-\u202E\u2066-\u2069]")]
    private static partial Regex Space();
}
