using System.Text.Json;
using Homing.Reports.ProviderApi;

namespace Homing.Reports.Tests.Provider;

/// <summary>Orders as our side sends them.</summary>
internal static class Orders
{
    public const string TopGames = """{"year":2015,"limit":5}""";

    public static ProviderOrder New(
        string kind = "top-games",
        string parameters = TopGames,
        string title = "The games of 2015",
        string callback = "http://127.0.0.1:9/external-reader/webhooks",
        Guid? id = null)
    {
        using var json = JsonDocument.Parse(parameters);
        return new ProviderOrder(
            id ?? Guid.NewGuid(), kind, title, json.RootElement.Clone(), "analyst",
            new DateTimeOffset(2026, 11, 21, 17, 0, 0, TimeSpan.Zero), new Uri(callback));
    }
}
