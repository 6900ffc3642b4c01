using System.Xml.Linq;
using Homing.Reports.Provider.App.Kinds;
using Homing.Reports.Provider.App.Pages;
using Homing.Reports.ProviderApi;

namespace Homing.Reports.Tests.Provider;

/// <summary>The pages of orders over the games that are shipped.</summary>
internal static class TestPages
{
    public static async Task<string> ComposeAsync(ProviderOrder order)
    {
        var report = GameReport.Of(order);
        return Compose(
            order, report, report.Work(await report.SelectAsync(RealGames.Warehouse, TestContext.Current.CancellationToken)));
    }

    public static string Compose(ProviderOrder order, GameReport report, ReportContent content) => ReportPage.Compose(
        order, report, RealGames.Table.Counts, content,
        content.Sections.Select(section => section.Chart?.Draw()).OfType<XElement>());
}
