namespace Homing.Bench.Log;

/// <summary>The figures of one short round.</summary>
internal sealed class LogRound
{
    private readonly List<double> _times = [];

    public int Count => _times.Count;

    public double PerSecond { get; private set; }

    public double P50 => At(0.5);

    public double P99 => At(0.99);

    public void Add(TimeSpan time) => _times.Add(time.TotalMicroseconds);

    public void Add(LogRound other) => _times.AddRange(other._times);

    public LogRound End(long records, TimeSpan time)
    {
        _times.Sort();
        PerSecond = records / time.TotalSeconds;
        return this;
    }

    private double At(double share) => _times.Count == 0 ? 0 : _times[(int)(_times.Count * share)];
}
