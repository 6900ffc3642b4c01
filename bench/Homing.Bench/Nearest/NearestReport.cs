using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Homing.Bench.Nearest;

/// <summary>What was measured.</summary>
internal sealed record NearestReport(
    double[] Shares, int Wanted, IReadOnlyList<NearestRow> Rows, MixedFigures Mixed)
{
    public string ToJson() => JsonSerializer.Serialize(this, NearestJson.Default.NearestReport);

    public void Print(TextWriter output)
    {
        output.WriteLine($"The {Wanted} nearest, one thread, microseconds a query, by share of points that pass");
        var shares = string.Concat(Shares.Select(share => Cell(share.ToString("0.##%", CultureInfo.InvariantCulture))));
        output.WriteLine($"{Cell("points")}{shares}{Cell("update ns")}{Cell("build ms")}{Cell("B/query")}{Cell("checked")}");
        foreach (var row in Rows)
        {
            var times = string.Concat(row.QueryUs.Select(time => Cell(time.ToString("0.00", CultureInfo.InvariantCulture))));
            output.WriteLine(FormattableString.Invariant(
                $"{row.Points,10:N0}{times}{row.UpdateNs,10:0}{row.BuildMs,10:0}{row.AllocatedBytesPerQuery,10:0.#}{row.Compared,10}"));
        }

        output.WriteLine(FormattableString.Invariant(
            $"Beside {Mixed.UpdatesPerSecond:N0} updates/s: {Mixed.QueriesPerSecond:N0} queries/s, p50 {Mixed.P50Us} us, p99 {Mixed.P99Us} us"));
    }

    private static string Cell(string text) => text.PadLeft(10);
}

/// <summary>The figures of one number of points; times in the order of the shares.</summary>
internal sealed record NearestRow
{
    public required int Points { get; init; }

    public required double BuildMs { get; init; }

    public required double[] QueryUs { get; init; }

    public required double AllocatedBytesPerQuery { get; init; }

    /// <summary>How many answers were compared with brute force; a difference ends the run.</summary>
    public required int Compared { get; init; }

    public required double UpdateNs { get; init; }
}

/// <summary>Queries and updates at once.</summary>
internal sealed record MixedFigures(double QueriesPerSecond, double UpdatesPerSecond, double P50Us, double P99Us);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(NearestReport))]
internal sealed partial class NearestJson : JsonSerializerContext;
