using Homing.Bench.Support;

namespace Homing.Bench.Track;

/// <summary>What was measured.</summary>
/// <param name="Conditions">Where.</param>
/// <param name="Rows">By how many rides there were at once.</param>
internal sealed record TrackReport(Conditions Conditions, IReadOnlyList<TrackRow> Rows)
{
    public void Print(TextWriter output)
    {
        output.WriteLine(Conditions);
        output.WriteLine($"{"rides",9}{"minutes",9}{"records read",14}{"s",9}{"records/s",13}{"503 from rides",16}");
        foreach (var row in Rows)
        {
            output.WriteLine(FormattableString.Invariant(
                $"{row.Rides,9:N0}{row.Minutes,9:N0}{row.Records,14:N0}{row.Seconds,9:0.000}{row.RecordsPerSecond,13:N0}{row.RefusedFrom,16:N0}"));
        }
    }
}

/// <summary>The figures of one case.</summary>
/// <param name="Rides">How many rides there were at once, over as many partitions as there are by default.</param>
/// <param name="Minutes">How long the ride took so far, and all others beside it.</param>
/// <param name="Records">How many records stand in its partition meanwhile.</param>
/// <param name="Seconds">How long its track took, the median of three.</param>
/// <param name="RecordsPerSecond">How many were read a second.</param>
/// <param name="RefusedFrom">With how many rides at once such a track takes longer than is waited.</param>
internal sealed record TrackRow(
    int Rides, int Minutes, long Records, double Seconds, double RecordsPerSecond, double RefusedFrom);
