using System.Diagnostics;
using Homing.Bench.Support;

namespace Homing.Bench.RoundTrip;

/// <summary>What one phase of a load counts.</summary>
internal sealed class LoadFigures
{
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;
    private readonly LatencyHistogram _answers = new();
    private readonly LatencyHistogram _accepts = new();

    /// <summary>Answers since the last <see cref="Clear"/>.</summary>
    public long Count => _answers.Count;

    /// <summary>All answers ever, those of warm-ups included.</summary>
    public long Total { get; private set; }

    public void Answered(long ticks)
    {
        Total++;
        _answers.Record((long)(ticks * NanosecondsPerTick));
    }

    public void Accepted(long ticks) => _accepts.Record((long)(ticks * NanosecondsPerTick));

    public void Clear()
    {
        _answers.Clear();
        _accepts.Clear();
    }

    /// <param name="seconds">How long the phase was.</param>
    /// <param name="unanswered">What was asked and not answered within the time given.</param>
    public LoadResult ToResult(double seconds, long unanswered) => new(
        Math.Round(Count / seconds, 1),
        _answers.Milliseconds(0.5),
        _answers.Milliseconds(0.9),
        _answers.Milliseconds(0.99),
        _answers.Milliseconds(0.999),
        Math.Round(_answers.Max / 1e6, 3),
        _accepts.Milliseconds(0.5),
        Count,
        unanswered);
}

/// <summary>The figures of one phase; times in milliseconds.</summary>
internal sealed record LoadResult(
    double PerSecond,
    double P50,
    double P90,
    double P99,
    double P999,
    double Max,
    double AcceptedP50,
    long Answers,
    long Unanswered);

/// <summary>What a load process prints.</summary>
/// <param name="Closed">One request in flight on each connection.</param>
/// <param name="Open">At a fixed rate.</param>
/// <param name="Total">Answers of both, those of warm-ups included.</param>
/// <param name="Processor">What the generator itself took, in seconds.</param>
internal sealed record LoadPair(LoadResult Closed, LoadResult Open, long Total, double Processor);
