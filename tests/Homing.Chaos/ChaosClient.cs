using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Homing.History;

namespace Homing.Chaos;

/// <summary>
/// A client that keeps to the protocol and to nothing else: it keeps what is open, names it when it comes back, sends
/// again what is unknown, gives an answer to its application once, and acknowledges behind that. It writes down what it
/// does and what happens to it.
/// </summary>
internal sealed partial class ChaosClient : IDisposable
{
    private const string Actor = "client";
    private const string ByOwnClock = "by the client's clock";
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PingPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WelcomePatience = TimeSpan.FromSeconds(5);

    // A request whose deadline passed is settled by the client itself if nobody says so.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(30);

    private readonly int _number;
    private readonly ChaosOptions _options;
    private readonly IHistory _history;
    private readonly ChaosStats _stats;
    private readonly HttpClient _http;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly Random _random;
    private readonly ClientFrame _frame = new();
    // Several connections at a time only where one takes the place of another.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, OpenRequest> _open = [];
    private string _clientId = "";
    private string? _session;
    private int _asked;
    private int _connections;
    private DateTimeOffset _progressAt;
    private DateTimeOffset _sweepAt;
    private TimeSpan? _comeBackAfter;
    private Uri? _leaving;
    private bool _goAway;

    public ChaosClient(int number, ChaosOptions options, IHistory history, ChaosStats stats, HttpClient http)
    {
        _number = number;
        _options = options;
        _history = history;
        _stats = stats;
        _http = http;
        _random = new Random(unchecked((options.Seed * 7919) + number));
        _episodeAt = NextEpisode();
    }

    private bool IsDone => _asked == _options.RequestsPerClient && _open.Count == 0 && !_neverAcks;

    private bool HasGivenUp => _time.GetUtcNow() - _progressAt > _options.Patience;

    /// <summary>Ends when everything that is to be asked is settled, or the client has given up.</summary>
    /// <exception cref="InvalidDataException">The server broke the protocol, or says that the client did.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _progressAt = _time.GetUtcNow();
        for (var attempt = 0; !IsDone && !HasGivenUp; attempt++)
        {
            try
            {
                _leaving = ChooseGateway();
                var connection = await ConnectAsync(_leaving, cancellationToken);
                attempt = 0;
                await ServeAsync(connection, cancellationToken);
            }
            catch (IOException)
            {
                // Refused, reset, or silent: as good as a close without a code.
            }

            if (!IsDone)
            {
                await PauseAsync(attempt, cancellationToken);
            }
        }

        _stats.Leave(_number);
        if (_clientId.Length > 0)
        {
            _history.Record(HistoryStep.Closed, Actor, _clientId, "");
        }
    }

    public void Dispose()
    {
        _frame.Dispose();
        _turn.Dispose();
    }

    private async Task ServeAsync(ClientConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            while (!HasGivenUp)
            {
                Ask(connection);
                Sweep(connection);
                await connection.Socket.FlushAsync();
                if (IsDone)
                {
                    await LeaveAsync(connection);
                    return;
                }

                if (await ReadAsync(connection, cancellationToken))
                {
                    Acknowledge(connection);
                }

                if (connection.IsEnded)
                {
                    return;
                }

                if (_goAway)
                {
                    _goAway = false;
                    connection = await ReplaceAsync(connection, 1, cancellationToken);
                }
                else if (_asked >= _episodeAt && await BeginEpisodeAsync(connection, cancellationToken) is var next)
                {
                    if (next is null)
                    {
                        return;
                    }

                    connection = next;
                }
            }
        }
        finally
        {
            _leaving = connection.Gateway;
            connection.Dispose();
        }
    }

    // Says goodbye and waits for the answer, so that the last ack is taken in.
    private async Task LeaveAsync(ClientConnection connection)
    {
        Acknowledge(connection);
        connection.Socket.WriteClose();
        await connection.Socket.FlushAsync();
        using var patience = new CancellationTokenSource(WelcomePatience, _time);
        while (!connection.IsEnded && !patience.IsCancellationRequested)
        {
            await ReadAsync(connection, CancellationToken.None);
        }
    }

    // Answers whether something was read.
    private async Task<bool> ReadAsync(ClientConnection connection, CancellationToken cancellationToken)
    {
        if (_slowUntil > _time.GetUtcNow())
        {
            await Task.Delay(SlowPause, _time, cancellationToken);
        }

        connection.Reading ??= connection.Socket.ReadAsync(_slowUntil > _time.GetUtcNow() ? SlowBytes : int.MaxValue);
        if (!connection.Reading.IsCompleted)
        {
            await Task.WhenAny(connection.Reading, Task.Delay(Tick, _time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (!connection.Reading.IsCompleted)
            {
                return false;
            }
        }

        await TakeAsync(connection);
        return true;
    }

    // Takes in what a completed read brought.
    private async Task TakeAsync(ClientConnection connection)
    {
        var alive = await connection.Reading!;
        connection.Reading = null;
        connection.HeardAt = _time.GetUtcNow();
        connection.IsEnded = !alive;
        while (!connection.IsEnded && connection.Socket.TryTake(out var text, out var closeCode))
        {
            if (closeCode is { } code)
            {
                Close(connection, code);
            }
            else
            {
                Handle(connection, ServerFrame.Read(text.Span));
            }
        }
    }

    private void Ask(ClientConnection connection)
    {
        var window = _slowUntil > _time.GetUtcNow() ? _options.Window * SlowWindow : _options.Window;
        while (_open.Count < window && _asked < _options.RequestsPerClient)
        {
            var habits = _options.Habits;
            var wait = _random.NextDouble() < habits.ShortDeadlines
                ? TimeSpan.FromMilliseconds(_random.Next(20, 400))
                : LongWait;
            var request = new OpenRequest
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"r{_asked++}"),
                Deadline = _time.GetUtcNow() + wait,
                Delay = TimeSpan.FromMilliseconds(_random.NextDouble() < habits.Slow ? _random.Next(10, 500) : 0),
                IsToBeCancelled = _random.NextDouble() < habits.Cancels,
            };
            _open.Add(request.Id, request);
            Ask(connection, request);
        }
    }

    private void Ask(ClientConnection connection, OpenRequest request)
    {
        request.SendAgainAt = null;
        Record(HistoryStep.Asked, request.Id, connection, deadline: request.Deadline);
        connection.Socket.Write(_frame.Request(request, request.Deadline - _time.GetUtcNow()));
        if (request.IsToBeCancelled && _random.Next(2) == 0)
        {
            Cancel(connection, request);
        }
    }

    private void Cancel(ClientConnection connection, OpenRequest request)
    {
        request.IsCancelling = true;
        connection.Socket.Write(_frame.Cancel(request));
    }

    // What is due by time: deadlines, second tries, pings.
    private void Sweep(ClientConnection connection)
    {
        var now = _time.GetUtcNow();
        if (now < _sweepAt)
        {
            return;
        }

        _sweepAt = now + (Tick / 5);
        foreach (var request in _open.Values.Where(request => request.Deadline + Grace < now).ToList())
        {
            Settle(connection, HistoryStep.Expired, request.Id, ByOwnClock);
        }

        foreach (var request in _open.Values.Where(request => request.SendAgainAt <= now))
        {
            Ask(connection, request);
        }

        if (now - connection.HeardAt > Silence)
        {
            throw new IOException("Nothing was heard of the gateway for too long.");
        }

        if (now - connection.HeardAt > PingPause && now - connection.PingedAt > PingPause)
        {
            connection.PingedAt = now;
            connection.Socket.Write(_frame.Ping());
        }

        StopNeverAckingIfNobodyMinds(now);
    }

    private void Acknowledge(ClientConnection connection)
    {
        if (connection.Seq > connection.Acknowledged && !_neverAcks && !connection.IsEnded)
        {
            connection.Acknowledged = connection.Seq;
            connection.Socket.Write(_frame.Ack(connection.Seq));
        }
    }

    private void Settle(ClientConnection connection, HistoryStep step, string id, string? detail)
    {
        if (_open.Remove(id))
        {
            Record(step, id, connection, detail);
            _progressAt = _time.GetUtcNow();
            _stats.Settle();
            if (step == HistoryStep.Delivered)
            {
                _stats.Serve(_number);
            }
        }
    }

    private void Record(
        HistoryStep step,
        string id,
        ClientConnection connection,
        string? detail = null,
        long? seq = null,
        DateTimeOffset? deadline = null) =>
        _history.Record(step, Actor, _clientId, id, detail, connection.Name, seq, deadline);

    private Uri ChooseGateway()
    {
        var all = _options.Gateways();
        var others = all.Where(gateway => gateway != _leaving).ToArray();
        return others.Length > 0 ? others[_random.Next(others.Length)] : all[0];
    }

    private Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        // What a close or a habit asks for is for the first try; after that everybody spreads.
        var jitter = TimeSpan.FromMilliseconds(_random.Next(20, 100 << Math.Min(attempt, 4)));
        var pause = attempt == 0 ? _comeBackAfter ?? jitter : jitter;
        _comeBackAfter = null;
        return Task.Delay(pause, _time, cancellationToken);
    }

    private async Task<ClientConnection> ConnectAsync(Uri gateway, CancellationToken cancellationToken)
    {
        var connection = await GreetAsync(gateway, cancellationToken);
        try
        {
            await ReadWelcomeAsync(connection, cancellationToken);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Opens a connection and says hello; what comes back is still to be read.
    private async Task<ClientConnection> GreetAsync(Uri gateway, CancellationToken cancellationToken)
    {
        var ticket = _session is null ? await TicketAsync(gateway, cancellationToken) : null;
        var socket = await ChaosSocket.ConnectAsync(gateway, cancellationToken);
        try
        {
            socket.Write(_frame.Hello(ticket, _session, _open.Values));
            await socket.FlushAsync();
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new ClientConnection(socket, string.Create(CultureInfo.InvariantCulture, $"{++_connections}"), gateway);
    }

    private async Task ReadWelcomeAsync(ClientConnection connection, CancellationToken cancellationToken)
    {
        connection.HeardAt = _time.GetUtcNow();
        var from = _clientId;
        while (!connection.IsWelcome)
        {
            if (!await ReadAsync(connection, cancellationToken)
                && _time.GetUtcNow() - connection.HeardAt > WelcomePatience)
            {
                throw new IOException("No welcome came.");
            }

            if (connection.IsEnded)
            {
                throw new IOException("Closed in place of a welcome.");
            }
        }

        if (from.Length > 0 && from != _clientId)
        {
            throw new InvalidDataException($"Client {from} was welcomed back as {_clientId}.");
        }
    }

    private async Task<string> TicketAsync(Uri gateway, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.PostAsync(new Uri(gateway, "/api/tickets"), null, cancellationToken);
            answer.EnsureSuccessStatusCode();
            var ticket = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return ticket.GetProperty("ticket").GetString()!;
        }
        catch (HttpRequestException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }
}
