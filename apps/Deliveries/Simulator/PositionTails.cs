using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Homing.Deliveries.Rides;
using Homing.Log;

namespace Homing.Deliveries.Simulator;

/// <summary>
/// Finds the newest position of rides, from the end of <c>route.new-position</c> backwards. What is read on the way is
/// kept for the rides that are asked for next, so that taking many rides over reads the tail once.
/// </summary>
/// <remarks>Knows the topic as it was at the first question. Thread-safe.</remarks>
internal sealed class PositionTails(ILog log) : IDisposable
{
    private const int FirstStep = 1_000;
    private const int LongestStep = 64_000;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Dictionary<string, RideTail> _found = new(StringComparer.Ordinal);
    private OffsetRange[]? _left;
    private int _step = FirstStep;

    /// <summary>The newest position of a ride; null where none is kept.</summary>
    public async ValueTask<RideTail?> FindAsync(RideRecord ride, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            _left ??= [.. (await log.DescribeTopicAsync(DeliveryTopics.NewPosition, cancellationToken))?.Partitions ?? []];
            while (!_found.ContainsKey(ride.RideId) && ride.PositionPartition < _left.Length
                && _left[ride.PositionPartition] is var left && left.End > Math.Max(left.Start, ride.FirstPosition))
            {
                var from = Math.Max(left.Start, left.End - _step);
                _step = Math.Min(_step * 2, LongestStep);
                await ReadAsync(ride.PositionPartition, from, left.End, cancellationToken);
                _left[ride.PositionPartition] = left with { End = from };
            }

            return _found.TryGetValue(ride.RideId, out var tail) ? tail : null;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task ReadAsync(int partition, long from, long end, CancellationToken cancellationToken)
    {
        var here = new Dictionary<string, RideTail>(StringComparer.Ordinal);
        await using var reader = log.OpenReader(DeliveryTopics.NewPosition, StartAt.At(from), [partition]);
        for (var next = from; next < end;)
        {
            var batch = await reader.ReadAsync(cancellationToken);
            foreach (var record in batch.Records.Span)
            {
                if (record.Offset < end && TryRead(record, out var ride, out var tail)
                    && !(here.TryGetValue(ride, out var known) && known.Number > tail.Number))
                {
                    here[ride] = tail;
                }
            }

            next = batch.Records.Span[^1].Offset + 1;
        }

        foreach (var (ride, tail) in here)
        {
            _found.TryAdd(ride, tail);
        }
    }

    // The headers say it all; the values need not be looked at.
    private static bool TryRead(in LogRecord record, out string ride, out RideTail tail)
    {
        (ride, tail) = ("", default);
        if (!record.Headers.TryGet(PositionMessage.RideHeader, out var rideText)
            || !record.Headers.TryGet(PositionMessage.NumberHeader, out var numberText)
            || !Utf8Parser.TryParse(numberText.Span, out long number, out var length) || length != numberText.Length)
        {
            return false;
        }

        ride = Encoding.UTF8.GetString(rideText.Span);
        tail = new RideTail(number, record.Timestamp);
        return number >= 0 && RideId.TryParse(ride, CultureInfo.InvariantCulture, out _);
    }
}

/// <summary>The newest position of a ride.</summary>
/// <param name="Number">Its number.</param>
/// <param name="At">When the log took it.</param>
internal readonly record struct RideTail(long Number, DateTimeOffset At);
