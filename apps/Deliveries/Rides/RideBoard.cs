using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Homing.Log;
using Microsoft.Extensions.Logging;

namespace Homing.Deliveries.Rides;

/// <summary>
/// The newest ride of each route, as <c>route.rides</c> has it. Once started it has read what was there, and follows; where it
/// cannot read on, the process stops, since nothing that stands on it would be true. Thread-safe.
/// </summary>
public sealed partial class RideBoard : FollowingService
{
    // Tells a write of this process from all others.
    private const string WriteHeader = "write";

    private readonly ConcurrentDictionary<string, RideRecord> _rides = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Waiter[]> _waiters = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Write> _written = new(StringComparer.Ordinal);
    private readonly ILogger<RideBoard> _logger;

    /// <summary>Follows the rides in <paramref name="log"/>.</summary>
    public RideBoard(ILog log, TimeProvider time, ILogger<RideBoard> logger)
        : base(log, DeliveryTopics.Rides, time) => _logger = logger;

    /// <summary>
    /// Told each change, in order, by the thread that reads: what listens must return at once and must not throw.
    /// </summary>
    public event Action<RideRecord>? Changed;

    /// <summary>Told each record that changed nothing, since there was newer; as <see cref="Changed"/>.</summary>
    internal event Action<RideRecord>? Outdated;

    /// <summary>The newest ride of every route that was ever ridden; a snapshot.</summary>
    public IReadOnlyCollection<RideRecord> All => [.. _rides.Select(pair => pair.Value)];

    /// <summary>The newest ride of a route; null where it was never ridden.</summary>
    public RideRecord? Find(string routeId) => _rides.GetValueOrDefault(routeId);

    /// <summary>Waits until the newest ride of a route is as asked; answers at once where it is.</summary>
    /// <param name="routeId">The route.</param>
    /// <param name="until">Asked at each change, by the thread that reads: it must return at once.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<RideRecord> WaitAsync(
        string routeId, Func<RideRecord, bool> until, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(until);
        var waiter = new Waiter(until);
        _waiters.AddOrUpdate(routeId, [waiter], (_, others) => [.. others, waiter]);
        try
        {
            if (Find(routeId) is { } ride)
            {
                waiter.Tell(ride);
            }

            return await waiter.Found.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Remove(routeId, waiter);
        }
    }

    /// <summary>
    /// Appends a record by <paramref name="append"/>, which is given headers for it, and waits until it was read here: true where
    /// it took the place of what was known, false where it was outdated when it came.
    /// </summary>
    /// <exception cref="LogException">The rides are not read any more, so nobody will know.</exception>
    internal async Task<bool> WriteAsync(RideRecord ride, Func<LogHeaders, ValueTask> append, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        var write = new Write(ride);
        _written[id] = write;
        try
        {
            await append(new LogHeaders([new(WriteHeader, Encoding.UTF8.GetBytes(id))]));
            return await HearAsync(write.Read.Task, "The rides are not read any more.", cancellationToken);
        }
        finally
        {
            _written.TryRemove(id, out _);
        }
    }

    /// <inheritdoc/>
    protected override ValueTask TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken)
    {
        if (record.Value is not { } value)
        {
            _rides.TryRemove(Encoding.UTF8.GetString(record.Key.Span), out _);
        }
        else
        {
            // What was written here is here already, and shares its line with the route.
            var write = FindWrite(record);
            if ((write?.Ride ?? Read(partition, record.Offset, value)) is { } ride)
            {
                var isTaken = Take(ride);
                write?.Read.TrySetResult(isTaken);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void SayReadFailed(HomingException exception) => LogReadFailed(exception);

    private Write? FindWrite(in LogRecord record) =>
        !_written.IsEmpty && record.Headers.TryGet(WriteHeader, out var id)
            ? _written.GetValueOrDefault(Encoding.UTF8.GetString(id.Span))
            : null;

    private bool Take(RideRecord next)
    {
        var known = Find(next.RouteId);
        if (known?.Supersedes(next) == true)
        {
            LogIgnored(next.RouteId, next.RideId, next.Driver);
            Outdated?.Invoke(next);
            return false;
        }

        var ride = known is null ? next : next.After(known);
        _rides[ride.RouteId] = ride;
        if (_waiters.TryGetValue(ride.RouteId, out var waiters))
        {
            foreach (var waiter in waiters)
            {
                waiter.Tell(ride);
            }
        }

        Changed?.Invoke(ride);
        return true;
    }

    private RideRecord? Read(int partition, long offset, ReadOnlyMemory<byte> value)
    {
        if (!RideRecord.TryRead(value.Span, out var ride, out var reason))
        {
            // Only simulators write here: what is no ride was written by hand, and the next record of the route replaces it.
            LogUnreadable(partition, offset, reason);
        }

        return ride;
    }

    private void Remove(string routeId, Waiter waiter)
    {
        while (_waiters.TryGetValue(routeId, out var waiters))
        {
            var others = Array.FindAll(waiters, other => other != waiter);
            if (others.Length == 0
                ? _waiters.TryRemove(KeyValuePair.Create(routeId, waiters))
                : _waiters.TryUpdate(routeId, others, waiters))
            {
                return;
            }
        }
    }

    [LoggerMessage(EventIds.RidesReadFailed, LogLevel.Warning, "Reading the rides failed; trying again")]
    private partial void LogReadFailed(Exception exception);

    [LoggerMessage(EventIds.RideRecordIgnored, LogLevel.Information,
        "Ignored what {Driver} says about ride {RideId} of route {RouteId}: there is newer")]
    private partial void LogIgnored(string routeId, string rideId, string driver);

    [LoggerMessage(EventIds.RideRecordUnreadable, LogLevel.Warning,
        "The record at {Partition}@{Offset} of the rides is no ride; passing it over: {Reason}")]
    private partial void LogUnreadable(int partition, long offset, string reason);

    private sealed class Write(RideRecord ride)
    {
        public RideRecord Ride => ride;

        public TaskCompletionSource<bool> Read { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Waiter(Func<RideRecord, bool> until)
    {
        public TaskCompletionSource<RideRecord> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Tell(RideRecord ride)
        {
            try
            {
                if (until(ride))
                {
                    Found.TrySetResult(ride);
                }
            }
            catch (Exception exception)
            {
                // What the caller's own condition throws is the caller's, and must not end the following.
                Found.TrySetException(exception);
            }
        }
    }
}
