using System.Diagnostics.Metrics;
using Confluent.Kafka;

namespace Homing.Log.Kafka;

/// <summary>The instruments of the log on Kafka.</summary>
internal sealed class KafkaLogMetrics : IDisposable
{
    public const string MeterName = "Homing.Log.Kafka";

    private readonly Meter _meter;
    private readonly Counter<long> _records;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _failed;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _read;
    private readonly Counter<long> _errors;
    private Func<long>? _pending;
    private Func<IEnumerable<Measurement<long>>>? _lag;

    public KafkaLogMetrics(IMeterFactory meters)
        : this(meters.Create(MeterName))
    {
    }

    public KafkaLogMetrics()
        : this(new Meter(MeterName))
    {
    }

    private KafkaLogMetrics(Meter meter)
    {
        _meter = meter;
        _records = meter.CreateCounter<long>("homing.log.appended.records", "{record}", "Records made durable.");
        _bytes = meter.CreateCounter<long>("homing.log.appended.size", "By", "Bytes made durable, framing included.");
        _failed = meter.CreateCounter<long>("homing.log.append.failures", "{record}", "Records that were refused.");
        _failed.Add(0);
        _duration = meter.CreateHistogram(
            "homing.log.append.duration", "s", "Time from an append to the answer of its brokers.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
            });
        _read = meter.CreateCounter<long>("homing.log.read.records", "{record}", "Records that were read.");
        _errors = meter.CreateCounter<long>(
            "homing.log.broker.errors", "{error}", "Errors that clients of Kafka reported, by their name.");
        meter.CreateObservableUpDownCounter(
            "homing.log.pending.size", () => _pending?.Invoke() ?? 0, "By", "Bytes that wait for the brokers.");
        meter.CreateObservableGauge(
            "homing.log.consumer.lag", () => _lag?.Invoke() ?? [], "{record}",
            "Records behind the stored position, by topic, group and partition, where this process reads.");
    }

    public void Watch(Func<long> pending, Func<IEnumerable<Measurement<long>>> lag) => (_pending, _lag) = (pending, lag);

    public void Appended(long bytes, TimeSpan duration)
    {
        _records.Add(1);
        _bytes.Add(bytes);
        _duration.Record(duration.TotalSeconds);
    }

    public void Refused() => _failed.Add(1);

    public void Read(int records) => _read.Add(records);

    public void Reported(ErrorCode code) => _errors.Add(1, new KeyValuePair<string, object?>("error", code.ToString()));

    public void Dispose() => _meter.Dispose();
}
