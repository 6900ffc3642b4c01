using Homing.Bench.Support;

namespace Homing.Bench.Insights;

/// <summary>What was measured.</summary>
/// <param name="Conditions">Where.</param>
/// <param name="Rows">By how much was taken in.</param>
internal sealed record InsightsReport(Conditions Conditions, IReadOnlyList<InsightsRow> Rows)
{
    public void Print(TextWriter output)
    {
        output.WriteLine(Conditions);
        output.WriteLine(
            $"{"case",-22}{"positions",12}{"positions/s",14}{"B/position",12}{"hours",8}{"cells",12}{"rides",10}{"held MB",10}{"all ms",9}{"day ms",9}{"rides ms",10}");
        foreach (var row in Rows)
        {
            output.WriteLine(FormattableString.Invariant(
                $"{row.Case,-22}{row.Positions,12:N0}{row.PositionsPerSecond,14:N0}{row.AllocatedBytesPerPosition,12:0.#}{row.Hours,8:N0}{row.Cells,12:N0}{row.Rides,10:N0}{row.HeldMb,10:0.0}{row.AddUpAllMs,9:0.0}{row.AddUpDayMs,9:0.0}{row.ListRidesMs,10:0.0}"));
        }
    }
}

/// <summary>The figures of one case.</summary>
internal sealed record InsightsRow
{
    public required string Case { get; init; }

    public required long Positions { get; init; }

    /// <summary>Records read and folded a second, on one thread.</summary>
    public required double PositionsPerSecond { get; init; }

    public required double AllocatedBytesPerPosition { get; init; }

    public required int Hours { get; init; }

    /// <summary>Heat cells in all hours together.</summary>
    public required long Cells { get; init; }

    public required int Rides { get; init; }

    /// <summary>What the fold keeps alive, in millions of bytes.</summary>
    public required double HeldMb { get; init; }

    /// <summary>How long it takes to add up all hours.</summary>
    public required double AddUpAllMs { get; init; }

    /// <summary>How long it takes to add up the last 24.</summary>
    public required double AddUpDayMs { get; init; }

    /// <summary>How long it takes to list the newest 200 of all rides.</summary>
    public required double ListRidesMs { get; init; }
}
