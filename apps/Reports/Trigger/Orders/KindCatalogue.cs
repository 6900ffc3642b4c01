using System.Text.Json;
using Homing.Reports.Contracts;

namespace Homing.Reports.Trigger.Orders;

/// <summary>The kinds of reports and their limits.</summary>
internal static class KindCatalogue
{
    /// <summary>The years of release that the data has.</summary>
    public const int FirstYear = 1980;

    /// <summary>The years of release that the data has.</summary>
    public const int LastYear = 2016;

    public const int MaxTitleLength = 120;
    public const int MinLifetimeMinutes = 10;
    public const int MaxLifetimeMinutes = 1_440;
    public const int DefaultLifetimeMinutes = 60;

    private const int MaxGames = 200;
    private const int DefaultGames = 50;
    private const int MaxPublisherLength = 100;

    public static IReadOnlyList<KindRule> All { get; } =
    [
        new KindRule(
            new KindDescription(
                ReportKinds.TopGames,
                "Most liked games of a year",
                "The games of a year with the most positive reviews, with their sales by region.",
                [
                    Year("year", "the year of release"),
                    new KindParameter("limit", KindParameter.Integer, 1, MaxGames, "how many games", DefaultGames),
                ]),
            values => $"Most liked games of {Number(values, "year")}"),
        new KindRule(
            new KindDescription(
                ReportKinds.SalesByGenre,
                "Sales by genre",
                "What was sold of each genre, year by year.",
                [Year("from", "the first year of release"), Year("to", "the last year of release")]),
            values => Number(values, "from") == Number(values, "to")
                ? $"Sales by genre, {Number(values, "from")}"
                : $"Sales by genre, {Number(values, "from")}–{Number(values, "to")}")
        {
            Ordered = ("from", "to"),
        },
        new KindRule(
            new KindDescription(
                ReportKinds.PublisherPortfolio,
                "Portfolio of a publisher",
                "What a publisher has brought out, and what was sold of it.",
                [new KindParameter("publisher", KindParameter.Text, 1, MaxPublisherLength, "the publisher, as the data writes it")]),
            values => $"Portfolio of {values.GetProperty("publisher").GetString()}"),
    ];

    /// <summary>The kind of that name; null where there is none.</summary>
    public static KindRule? Find(string name) => All.FirstOrDefault(kind => kind.Description.Kind == name);

    private static KindParameter Year(string name, string description) =>
        new(name, KindParameter.Integer, FirstYear, LastYear, description);

    private static int Number(JsonElement values, string name) => values.GetProperty(name).GetInt32();
}
