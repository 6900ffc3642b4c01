using System.Diagnostics.Metrics;

namespace Homing.Messages;

/// <summary>What gateways and workers count alike. Meter <c>Homing.Messaging</c>.</summary>
public sealed class MessagingMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _deadLetters;
    private long _deadLetterCount;

    /// <summary>Makes the instruments.</summary>
    public MessagingMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create("Homing.Messaging");
        _deadLetters = _meter.CreateCounter<long>(
            "homing.messaging.dead_letters", "{record}", "Records that nobody could read and that were set aside, by topic.");
    }

    /// <summary>How many records this process has set aside since its start.</summary>
    public long DeadLetterCount => Interlocked.Read(ref _deadLetterCount);

    internal void DeadLetter(string topic)
    {
        Interlocked.Increment(ref _deadLetterCount);
        _deadLetters.Add(1, new KeyValuePair<string, object?>("messaging.destination.name", topic));
    }

    internal void Observe(GroupLags lags) => _meter.CreateObservableGauge(
        "homing.messaging.group.lag",
        () => lags.Current.Select(lag => new Measurement<long>(
            lag.Records,
            new("messaging.destination.name", lag.Topic),
            new("messaging.consumer.group.name", lag.Group),
            new("messaging.destination.partition.id", lag.Partition))),
        "{record}",
        "Records that a group which this process reads for has not done yet, by topic, group and partition.");
}
