using System.Text;
using System.Threading.Channels;
using Homing.Gateway.Connections;
using Homing.Log;
using Homing.Messages;
using Homing.Pushes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Pushes;

/// <summary>
/// Reads <c>user_push</c>, for all gateways of the process, and sends each connection the open pushes of its user: when it
/// comes, and when they come. What one connection has acknowledged is removed from the log, so that no gateway sends it
/// again. A crash between the two makes the push be sent again: at least once on the wire.
/// </summary>
internal sealed partial class OpenPushes : BackgroundService
{
    // A record that stands for nothing: whoever has read the mark it wrote has read all that was there before. The end of
    // the topic does not tell as much, for compaction may have left nothing to read just before it.
    private static readonly byte[] MarkKey = "homing.read-mark"u8.ToArray();
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TombstoneSpread = TimeSpan.FromSeconds(60);

    private readonly ILog _log;
    private readonly DeadLetters _deadLetters;
    private readonly PushMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<OpenPushes> _logger;
    private readonly Lock _gate = new();
    private readonly PushBoard _board;
    private readonly UserConnections _connections;
    private readonly Channel<OpenPush> _settled = Channel.CreateUnbounded<OpenPush>();
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _settling = Task.CompletedTask;
    private long _mark;

    public OpenPushes(
        ILog log,
        ConnectionTable connections,
        DeadLetters deadLetters,
        IOptions<GatewayOptions> options,
        PushMetrics metrics,
        TimeProvider time,
        ILogger<OpenPushes> logger)
    {
        _log = log;
        _connections = new UserConnections(connections);
        _deadLetters = deadLetters;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _board = new PushBoard(options.Value.MaxOpenPushes, options.Value.MaxOpenPushBytes);
    }

    /// <summary>Completes when every push is known that was open when the process started.</summary>
    public Task CaughtUp => _caughtUp.Task;

    /// <summary>How many pushes are open, as far as this process knows.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _board.Count;
            }
        }
    }

    /// <summary>A connection was welcomed and can be found: it is sent what is open for its user.</summary>
    public void Join(ClientConnection connection)
    {
        _connections.Add(connection);
        SendTo(connection);
    }

    /// <summary>A connection has ended.</summary>
    public void Leave(ClientConnection connection) => _connections.Remove(connection);

    /// <summary>Completes when every push that was open is known, so that no connection comes before its pushes.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _log.EnsureTopicAsync(Topics.UserPushOptions, cancellationToken);
        _mark = (await AppendTombstoneAsync(MarkKey, cancellationToken)).Offset;
        _settling = SettleAsync();
        await base.StartAsync(cancellationToken);
        await (await Task.WhenAny(CaughtUp, ExecuteTask!).WaitAsync(cancellationToken));
    }

    /// <summary>Completes when what was acknowledged is removed from the log, too.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _settled.Writer.TryComplete();
        await _settling.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>A connection has acknowledged the push.</summary>
    internal void Acknowledged(OpenPush push) => Settle(push, "acknowledged");

    /// <summary>A connection ended that was sent the push.</summary>
    internal void Abandoned(OpenPush push, ClientConnection connection)
    {
        lock (_gate)
        {
            push.UnmarkSent(connection);
        }
    }

    /// <summary>Removes what has expired, at a time that differs from process to process: the first does it for all.</summary>
    internal void Sweep()
    {
        var now = _time.GetUtcNow();
        OpenPush[] expired;
        lock (_gate)
        {
            expired = [.. _board.All.Where(push => push.TombstoneAt <= now)];
        }

        foreach (var push in expired)
        {
            Settle(push, "expired");
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(ReadAsync(stoppingToken), SweepAsync(stoppingToken));

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        await using var reader = _log.OpenReader(Topics.UserPush, StartAt.Beginning);
        while (await reader.ReadPatientlyAsync(_time, LogReadFailed, stoppingToken) is { } batch)
        {
            for (var index = 0; index < batch.Records.Length; index++)
            {
                var record = batch.Records.Span[index];
                if (Take(record) is { } reason)
                {
                    await SetAsideAsync(batch.Partition, record, reason, stoppingToken);
                }
            }

            if (!CaughtUp.IsCompleted && batch.Records.Span[^1].Offset >= _mark)
            {
                LogRead(Count);
                _caughtUp.TrySetResult();
            }
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepPeriod, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Sweep();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: whoever runs on, or comes next, goes on.
        }
    }

    // Answers why the record is not valid; null where it is.
    private string? Take(in LogRecord record)
    {
        if (record.Value is not { } value)
        {
            Forget(Encoding.UTF8.GetString(record.Key.Span));
            return null;
        }

        if (!PushMessage.TryRead(value, out var message, out var reason))
        {
            return reason;
        }

        if (Encoding.UTF8.GetString(record.Key.Span) != message.PushId)
        {
            return "the key is not the push_id";
        }

        Open(message);
        return null;
    }

    private void Open(in PushMessage message)
    {
        var evicted = 0;
        lock (_gate)
        {
            if (_board.Contains(message.PushId))
            {
                // Sent again under the same id: it is the one that is open.
                return;
            }

            _board.Add(new OpenPush(message, message.ExpiresAt + (TombstoneSpread * Random.Shared.NextDouble())));
            _metrics.Opened();
            for (; _board.TryEvict(out _); evicted++)
            {
                _metrics.Evicted();
                _metrics.Closed();
            }
        }

        if (evicted > 0)
        {
            LogEvicted(evicted);
        }

        SendTo(message.UserId);
    }

    private void Forget(string pushId)
    {
        OpenPush? push;
        lock (_gate)
        {
            if (!_board.Remove(pushId, out push))
            {
                return;
            }

            push.IsSettled = true;
            _metrics.Closed();
        }

        SendTo(push.UserId);
    }

    private void SendTo(string userId)
    {
        foreach (var connection in _connections.Of(userId))
        {
            SendTo(connection);
        }
    }

    // Never under our lock: locks are taken one at a time.
    private void SendTo(ClientConnection connection)
    {
        List<OpenPush> next;
        lock (_gate)
        {
            next = _board.TakeFor(connection, _time.GetUtcNow());
        }

        foreach (var push in next)
        {
            if (connection.TryPush(new PushDelivery(this, push, connection)))
            {
                _metrics.Sent();
            }
            else
            {
                Abandoned(push, connection);
            }
        }
    }

    private void Settle(OpenPush push, string reason)
    {
        lock (_gate)
        {
            if (push.IsSettled)
            {
                return;
            }

            push.IsSettled = true;
            if (_board.Remove(push.Id, out _))
            {
                _metrics.Closed();
            }
        }

        _metrics.Settled(reason);
        _settled.Writer.TryWrite(push);
    }

    // Removes from the log, many at once so that they share a sync, and sends the users of what was settled what is next.
    private async Task SettleAsync()
    {
        var tombstones = new List<Task>();
        while (await _settled.Reader.WaitToReadAsync())
        {
            while (_settled.Reader.TryRead(out var push))
            {
                SendTo(push.UserId);
                tombstones.Add(RemoveAsync(push));
            }

            await Task.WhenAll(tombstones);
            tombstones.Clear();
        }
    }

    private async Task RemoveAsync(OpenPush push)
    {
        try
        {
            await AppendTombstoneAsync(Encoding.UTF8.GetBytes(push.Id), CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The push stays in the log: after the next start it is sent again, and its user's client knows its id.
            LogNotRemoved(exception);
        }
    }

    // Tries again as long as that may help and the process is not being stopped.
    private async ValueTask<LogPosition> AppendTombstoneAsync(byte[] key, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await _log.AppendAsync(Topics.UserPush, new LogEntry(key, null), cancellationToken);
            }
            catch (HomingException exception) when (exception.IsTransient && !_settled.Reader.Completion.IsCompleted)
            {
                LogNotRemoved(exception);
                await Task.Delay(RetryPause, _time, cancellationToken);
            }
        }
    }

    private async ValueTask SetAsideAsync(
        int partition, LogRecord record, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await _deadLetters.AppendAsync(Topics.UserPush, partition, record, reason, cancellationToken);
        }
        catch (HomingException exception)
        {
            // The record stays where it is, and the next start sets it aside: the pushes after it matter more.
            LogReadFailed(exception);
        }
    }

    [LoggerMessage(EventIds.PushReadFailed, LogLevel.Warning, "Reading the pushes failed; trying again")]
    private partial void LogReadFailed(Exception exception);

    [LoggerMessage(EventIds.PushesRead, LogLevel.Information, "{Count} pushes wait for their users")]
    private partial void LogRead(int count);

    [LoggerMessage(EventIds.PushNotRemoved, LogLevel.Warning, "A record of user_push could not be removed")]
    private partial void LogNotRemoved(Exception exception);

    [LoggerMessage(EventIds.PushesEvicted, LogLevel.Warning,
        "Too many pushes are open: {Count} were let go until the next start")]
    private partial void LogEvicted(int count);
}
