using System.Net;
using System.Threading.Channels;
using Homing.Client.Protocol;
using Microsoft.Extensions.Logging;

namespace Homing.Client.Connections;

/// <summary>
/// Keeps the client connected: one loop that tries, stays until the connection ends or the gateway asks to leave, waits,
/// and tries again. Told to go away, it makes the new connection before it leaves the old one.
/// </summary>
internal sealed partial class Link : IAsyncDisposable
{
    public static readonly TimeSpan OpenWithin = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly HomingClientOptions _options;
    private readonly Uri[] _servers;
    private readonly Conversation _conversation;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly Tickets _tickets;
    private readonly CancellationTokenSource _stopping = new();

    // A reader that is slower than the connection changes misses the oldest states, never the last.
    private readonly Channel<HomingState> _changes = Channel.CreateBounded<HomingState>(
        new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private TaskCompletionSource _connected = NewSignal();
    private Task _running = Task.CompletedTask;
    private HomingState _state = new HomingState.Idle();
    private TimeSpan? _window;
    private string? _session;
    private int _serverIndex;
    private int _triedIndex;
    private bool _showedTicket;
    private bool _ticketWasRefused;
    private bool _isTrying;
    private bool _isDisposed;

    public Link(HomingClientOptions options, Conversation conversation, ILogger logger)
    {
        _options = options;
        _servers = [.. options.Servers];
        _conversation = conversation;
        _logger = logger;
        _time = options.TimeProvider;
        _backoff = new Backoff(options.Random);
        _tickets = new Tickets(options.AccessToken);
        _session = options.SessionStore?.Load();
        conversation.ConnectionLost += Lost;
    }

    /// <summary>The states, in order.</summary>
    public ChannelReader<HomingState> Changes => _changes.Reader;

    public HomingState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>Starts the loop, unless it runs.</summary>
    /// <param name="again">Whether to start again after a close for good.</param>
    public void Start(bool again)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(HomingClient));
            if (_state is HomingState.Idle || (again && _state is HomingState.Closed))
            {
                _connected = NewSignal();
                _backoff.Reset();
                Become(new HomingState.Connecting(1));
                _running = Task.Run(() => RunAsync(_stopping.Token));
            }
        }
    }

    /// <summary>Completes once there is a connection.</summary>
    /// <exception cref="HomingException">It was closed for good.</exception>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _connected.Task.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            (_isDisposed, running) = (true, _running);
        }

        await _stopping.CancelAsync();
        await running;
        if (_conversation.Current is { } current)
        {
            await current.LeaveAsync();
        }

        End(new Close(CloseCode.Normal, "closed by its owner"));
        _changes.Writer.TryComplete();
        _tickets.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var (connection, close) = await TryAsync(stopping);
                if (connection is not null)
                {
                    close = await StayAsync(connection, stopping);
                    if (close is null)
                    {
                        continue; // Told to go away, and it is time.
                    }
                }

                if (await EndsAsync(close!, stopping))
                {
                    return;
                }
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The owner closes the client.
        }
        catch (Exception exception)
        {
            End(new Close(CloseCode.Abnormal, exception.Message)); // Better closed than silent.
        }
    }

    private async Task<(Connection? Connection, Close? Failure)> TryAsync(CancellationToken stopping)
    {
        lock (_gate)
        {
            _isTrying = true;
            if (_conversation.Current is null)
            {
                Become(new HomingState.Connecting(_backoff.Tries + 1));
            }
        }

        _triedIndex = _serverIndex;
        var server = _servers[_triedIndex];
        using var late = new CancellationTokenSource(OpenWithin, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        try
        {
            var credential = _session is { } session
                ? new Credential(session, IsSession: true)
                : new Credential(await (_options.Ticket ?? _tickets.GetAsync)(server, either.Token), IsSession: false);
            _showedTicket = !credential.IsSession;
            HashSet<string> requests = [], channels = [];
            var connection = new Connection(server, _options, _conversation, _logger);
            var refused = await connection.OpenAsync(
                () => _conversation.Hello(credential, out requests, out channels), either.Token);
            if (refused is null)
            {
                Welcomed(connection, requests, channels);
                return (connection, null);
            }

            return (null, refused);
        }
        catch (HttpRequestException exception)
            when (exception.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            _showedTicket = false;
            return (null, new Close(CloseCode.Unauthenticated, "there is no ticket for this user"));
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            // The ticket may come from the application, so any exception can be here; the next try may do better.
            var reason = late.IsCancellationRequested ? $"no welcome within {OpenWithin.TotalSeconds} s" : exception.Message;
            LogTryFailed(server, reason);
            return (null, new Close(CloseCode.Abnormal, reason));
        }
        finally
        {
            lock (_gate)
            {
                _isTrying = false;
            }
        }
    }

    private void Welcomed(Connection connection, HashSet<string> requests, HashSet<string> channels)
    {
        var welcome = connection.Welcome;
        _window = TimeSpan.FromMilliseconds(welcome.ReconnectWindowMs);
        _ticketWasRefused = false;
        KeepSession(welcome.Session ?? _session);
        LogConnected(connection.Server, welcome.ApiId, welcome.Resumed);
        lock (_gate)
        {
            // Before anything can be received, or lost, on it.
            Become(new HomingState.Connected(
                welcome.ClientId ?? "", welcome.ApiId, welcome.Epoch, welcome.Resumed, connection.Server));
            _conversation.MoveTo(connection, requests, channels);
            _connected.TrySetResult();
        }
    }

    /// <returns>How it ended, or null where it is time to move on.</returns>
    private async Task<Close?> StayAsync(Connection connection, CancellationToken stopping)
    {
        var since = _time.GetTimestamp();
        await Task.WhenAny(connection.Closed, connection.ToldToGo).WaitAsync(stopping);
        var settled = _time.GetElapsedTime(since) >= Backoff.Settled;
        if (!connection.Closed.IsCompleted)
        {
            MoveOn();
            var goaway = await connection.ToldToGo;
            var wait = TimeSpan.FromMilliseconds(
                (goaway.RetryAfterMs ?? 0) + (_options.Random.NextDouble() * goaway.WindowMs));
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            await Task.WhenAny(Task.Delay(wait, _time, enough.Token), connection.Closed);
            await enough.CancelAsync();
            stopping.ThrowIfCancellationRequested();
        }

        if (settled)
        {
            _backoff.Reset();
        }

        return connection.Closed.IsCompleted ? await connection.Closed : null;
    }

    /// <summary>Ends, or waits for the next try.</summary>
    private async Task<bool> EndsAsync(Close close, CancellationToken stopping)
    {
        LogEnded(close.Code, close.Reason);
        if (close.Code == CloseCode.Unauthenticated && _session is not null)
        {
            KeepSession(null); // The next try asks for a ticket.
        }
        else if (close.Code == CloseCode.Unauthenticated && _showedTicket && !_ticketWasRefused)
        {
            // It may have been spent by a try that broke before its welcome, or waited too long: once more, with another.
            _ticketWasRefused = true;
        }
        else if (CloseCode.IsFinal(close.Code))
        {
            End(close);
            return true;
        }
        else if (!CloseCode.AsksForPause(close.Code))
        {
            MoveOn();
        }

        var wait = _backoff.Next(_window, close.Code);
        var until = _time.GetUtcNow() + wait;
        var passed = Task.Delay(wait, _time, stopping);
        if (Waits(until, close.Reason) is { } old && await Task.WhenAny(passed, old.Closed) != passed)
        {
            // The connection that was to be left ended before there was another.
            var end = await old.Closed;
            if (CloseCode.IsFinal(end.Code))
            {
                End(end);
                return true;
            }

            Waits(until, end.Reason);
        }

        await passed;
        return false;
    }

    /// <summary>Says that it waits, where there is no connection.</summary>
    /// <returns>The connection that there is.</returns>
    private Connection? Waits(DateTimeOffset until, string reason)
    {
        lock (_gate)
        {
            if (_conversation.Current is { } current)
            {
                return current;
            }

            Become(new HomingState.Waiting(until, _backoff.Tries, reason));
            return null;
        }
    }

    private void Lost(Close close)
    {
        lock (_gate)
        {
            if (_connected.Task.IsCompleted)
            {
                _connected = NewSignal();
            }

            if (_isTrying)
            {
                Become(new HomingState.Connecting(_backoff.Tries + 1));
            }
        }
    }

    private void End(Close close)
    {
        lock (_gate)
        {
            if (_state is HomingState.Closed)
            {
                return;
            }

            Become(new HomingState.Closed(close.Code, close.Reason));
            if (_connected.Task.IsCompleted)
            {
                _connected = NewSignal();
            }

            _connected.TrySetException(HomingException.Closed(close.Reason));
            _ = _connected.Task.Exception; // Whether somebody waits for it or not.
        }

        LogClosed(close.Code, close.Reason);
        _ = _conversation.Current?.LeaveAsync();
        _conversation.End(close.Reason);
    }

    private void KeepSession(string? session)
    {
        if (session != _session)
        {
            _session = session;
            try
            {
                _options.SessionStore?.Save(session);
            }
            catch (Exception exception)
            {
                LogSessionNotSaved(exception);
            }
        }
    }

    /// <summary>Away from the server that was tried last; once, however often it asks for it.</summary>
    private void MoveOn()
    {
        if (_serverIndex == _triedIndex)
        {
            _serverIndex = (_triedIndex + 1) % _servers.Length;
        }
    }

    private void Become(HomingState state)
    {
        if (state != _state)
        {
            _state = state;
            _changes.Writer.TryWrite(state);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(EventIds.Connected, LogLevel.Information, "Connected to {Server}, gateway {ApiId}, resumed: {Resumed}")]
    private partial void LogConnected(Uri server, int apiId, bool resumed);

    [LoggerMessage(EventIds.ConnectionEnded, LogLevel.Information, "There is no connection ({Code}): {Reason}")]
    private partial void LogEnded(int code, string reason);

    [LoggerMessage(EventIds.TryFailed, LogLevel.Debug, "No connection to {Server}: {Reason}")]
    private partial void LogTryFailed(Uri server, string reason);

    [LoggerMessage(EventIds.SessionNotSaved, LogLevel.Warning, "The session could not be saved")]
    private partial void LogSessionNotSaved(Exception exception);

    [LoggerMessage(EventIds.Closed, LogLevel.Information, "Closed ({Code}): {Reason}")]
    private partial void LogClosed(int code, string reason);
}
