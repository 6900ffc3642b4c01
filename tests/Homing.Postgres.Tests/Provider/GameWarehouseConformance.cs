using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Homing.Postgres.Tests.Server;
using Homing.Reports.Provider;
using Homing.Reports.Provider.App.Games;
using Homing.Reports.Provider.App.Kinds;
using Homing.Reports.Provider.App.Pages;
using Homing.Reports.ProviderApi;
using Microsoft.Extensions.Options;

namespace Homing.Postgres.Tests.Provider;

/// <summary>What every <see cref="IGameWarehouse"/> keeps: of the same rows it makes the same documents, wherever they come from.</summary>
public abstract class GameWarehouseConformance(PostgresServer server) : PostgresTests(server)
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-games-");
    private int _files;

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
        return base.DisposeAsync();
    }

    [Theory]
    [InlineData("top-games", """{"year":2015,"limit":50}""")]
    [InlineData("top-games", """{"year":1981}""")]
    [InlineData("sales-by-genre", """{"from":1980,"to":2016}""")]
    [InlineData("sales-by-genre", """{"from":2003,"to":2003}""")]
    [InlineData("publisher-portfolio", """{"publisher":"nintendo"}""")]
    [InlineData("publisher-portfolio", """{"publisher":"Elektronic Arts"}""")]
    public async Task Shipped_games_make_the_documents_of_the_file(string kind, string parameters)
    {
        var order = Order(kind, parameters);

        var document = await ComposeAsync(await OfAsync(new ProviderOptions().Games), order);

        Assert.Equal(await ComposeAsync(FromFile(new ProviderOptions().Games), order), document);
    }

    /// <summary>A failure prints the seed and the order; run it again with <c>Config.WithReplay(seed, gamma)</c>.</summary>
    [Fact]
    public async Task Any_order_over_the_shipped_games_makes_the_document_of_the_file()
    {
        var file = FromFile(new ProviderOptions().Games);
        var games = await OfAsync(new ProviderOptions().Games);
        var publishers = (await file.PublishersAsync(Cancelled)).Select(publisher => publisher.Key).ToArray();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(40),
            Prop.ForAll(Games.Orders(publishers).ToArbitrary(), async Task (order) =>
                Assert.Equal(await ComposeAsync(file, Order(order)), await ComposeAsync(games, Order(order)))));
    }

    /// <summary>As above, over games that nobody has ever seen.</summary>
    [Fact]
    public void Any_games_make_the_documents_of_the_file() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(15),
        Prop.ForAll(Games.Rows.Zip(Games.Orders(Games.Publishers).ListOf(10)).ToArbitrary(), async Task (made) =>
        {
            var path = Path.Combine(_folder.FullName, $"{_files++}.csv");
            await File.WriteAllLinesAsync(path, [Games.Header, .. made.Item1], Cancelled);
            var (file, games) = (FromFile(path), await OfAsync(path));
            foreach (var order in made.Item2)
            {
                Assert.Equal(await ComposeAsync(file, Order(order)), await ComposeAsync(games, Order(order)));
            }
        }));

    /// <summary>The games of that file, and nothing else.</summary>
    private protected abstract Task<IGameWarehouse> OfAsync(string file);

    private protected static FileWarehouse FromFile(string file) => new(Options.Create(new ProviderOptions { Games = file }));

    private static ProviderOrder Order((string Kind, string Parameters) order) => Order(order.Kind, order.Parameters);

    private static ProviderOrder Order(string kind, string parameters) => new(
        Guid.Empty, kind, "A title", JsonElement.Parse(parameters), "ceo", DateTimeOffset.UnixEpoch, new Uri("http://localhost/"));

    // All that stands in the document: rows, charts, words, counts; or why there can be none.
    private static async Task<string> ComposeAsync(IGameWarehouse games, ProviderOrder order)
    {
        var report = GameReport.Of(order);
        try
        {
            var counts = await games.CountAsync(Cancelled);
            var content = report.Work(await report.SelectAsync(games, Cancelled));
            return ReportPage.Compose(
                order, report, counts, content, content.Sections.Select(section => section.Chart?.Draw()).OfType<System.Xml.Linq.XElement>());
        }
        catch (ImpossibleReportException exception)
        {
            return exception.Message;
        }
    }
}
