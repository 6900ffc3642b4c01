using System.Collections.Concurrent;
using Homing.Log;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Messages;

/// <summary>
/// Which requests their clients took back. A cancel is a record, which every worker and gateway reads; each keeps it
/// until the request's deadline. Thread-safe.
/// </summary>
public sealed partial class Cancellations : IHostedService, IAsyncDisposable
{
    private const int SweepAfter = 1024;

    private readonly ILog _log;
    private readonly MessagingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Cancellations> _logger;
    private readonly DeadLetters _deadLetters;
    private readonly TopicFollower _follower;
    private readonly ConcurrentDictionary<RequestKey, DateTimeOffset> _cancelled = new();
    private readonly ConcurrentDictionary<RequestKey, CancellationTokenSource> _working = new();
    private int _sweepAt = SweepAfter;

    /// <summary>Reads from and writes to <paramref name="log"/>.</summary>
    public Cancellations(
        ILog log,
        DeadLetters deadLetters,
        IOptions<MessagingOptions> options,
        TimeProvider time,
        ILogger<Cancellations> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _log = log;
        _deadLetters = deadLetters;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _follower = new TopicFollower(log, Topics.ClientCancel, TakeAsync, LogReadFailed, time);
    }

    /// <summary>Completes when every cancel that was ever written is known.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _log.EnsureTopicAsync(Topics.ClientCancelOptions(_options), cancellationToken);
        await _follower.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _follower.DisposeAsync();

    /// <summary>True where the request was taken back, until its deadline.</summary>
    public bool Contains(RequestKey request) =>
        !_cancelled.IsEmpty && _cancelled.TryGetValue(request, out var deadline) && deadline > _time.GetUtcNow();

    /// <summary>Takes a request back; completes when that is durable.</summary>
    public async ValueTask AppendAsync(CancelMessage message, CancellationToken cancellationToken = default)
    {
        using var value = new PooledBuffer(256);
        message.WriteTo(value);
        var key = System.Text.Encoding.UTF8.GetBytes(message.Request.ClientId);
        await _log.AppendAsync(Topics.ClientCancel, new LogEntry(key, value.WrittenMemory), cancellationToken);
        await TakeAsync(message);
    }

    /// <summary>Cancels <paramref name="work"/> when the request is taken back, until <see cref="Leave"/>.</summary>
    internal void Enter(RequestKey request, CancellationTokenSource work)
    {
        _working[request] = work;
        if (Contains(request))
        {
            _ = StopAsync(work);
        }
    }

    /// <summary>The work is done.</summary>
    internal void Leave(RequestKey request, CancellationTokenSource work) =>
        _working.TryRemove(new KeyValuePair<RequestKey, CancellationTokenSource>(request, work));

    private async ValueTask TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken)
    {
        if (!CancelMessage.TryRead(record.Value ?? default, out var message, out var reason))
        {
            await _deadLetters.AppendAsync(Topics.ClientCancel, partition, record, reason, cancellationToken);
            return;
        }

        await TakeAsync(message);
    }

    private async ValueTask TakeAsync(CancelMessage message)
    {
        if (message.Deadline <= _time.GetUtcNow())
        {
            return;
        }

        Sweep();
        _cancelled[message.Request] = message.Deadline;
        if (_working.TryGetValue(message.Request, out var work))
        {
            _ = StopAsync(work);
        }
    }

    // What a handler does when it is cancelled, and how long that takes, is no matter of the next cancel.
    private async Task StopAsync(CancellationTokenSource work)
    {
        try
        {
            await work.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It was done meanwhile.
        }
        catch (AggregateException exception)
        {
            LogHandlerFailed(exception);
        }
    }

    private void Sweep()
    {
        if (_cancelled.Count < _sweepAt)
        {
            return;
        }

        var now = _time.GetUtcNow();
        foreach (var (request, deadline) in _cancelled)
        {
            if (deadline <= now)
            {
                _cancelled.TryRemove(request, out _);
            }
        }

        _sweepAt = Math.Max(SweepAfter, _cancelled.Count * 2);
    }

    [LoggerMessage(EventIds.CancelReadFailed, LogLevel.Warning, "Could not read the cancelled requests; trying again")]
    private partial void LogReadFailed(Exception exception);

    [LoggerMessage(EventIds.CancelHandlerFailed, LogLevel.Warning, "A handler threw when its request was cancelled")]
    private partial void LogHandlerFailed(Exception exception);
}
