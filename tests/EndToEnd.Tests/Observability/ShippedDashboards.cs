using System.Text.Json;
using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Observability;

/// <summary>What the dashboards of deploy/grafana ask.</summary>
internal static partial class ShippedDashboards
{
    /// <summary>Each query: where it stands, and what is asked once Grafana has put in its variables, of all processes.</summary>
    public static IReadOnlyList<(string Place, string Expression)> Queries { get; } =
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "dashboards"), "*.json").Order(StringComparer.Ordinal)
           let board = JsonDocument.Parse(File.ReadAllText(file)).RootElement
           from panel in board.GetProperty("panels").EnumerateArray()
           from target in panel.GetProperty("targets").EnumerateArray()
           let place = $"{board.GetProperty("title").GetString()}, {panel.GetProperty("title").GetString()}, {target.GetProperty("refId").GetString()}"
           select (place, WithValues(target.GetProperty("expr").GetString()!)),
    ];

    private static string WithValues(string expression) => Variable().Replace(expression, variable => variable.Groups[1].Value switch
    {
        "job" => "homing",
        "instance" => ".*",
        "__rate_interval" or "__interval" or "__range" => "1m",
        var other => throw new InvalidDataException($"The variable {other} is not known here."),
    });

    [GeneratedRegex(@"\$\{?(\w+)\}?")]
    private static partial Regex Variable();
}
