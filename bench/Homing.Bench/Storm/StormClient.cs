using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Homing.Bench.Support;

namespace Homing.Bench.Storm;

/// <summary>One client: it is welcomed with a ticket, loses its connection, and comes back with its session.</summary>
internal sealed class StormClient(IPAddress source, int seed) : IDisposable
{
    /// <summary>As <see cref="StormSetting.ConnectTimeout"/>.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private StormSocket? _socket;
    private byte[] _hello = [];

    /// <summary>What the server said at the last welcome.</summary>
    public TimeSpan Window { get; private set; }

    public int Tries { get; private set; }

    /// <summary>When it was welcomed last; 0 where it is away.</summary>
    public long BackAt { get; private set; }

    public bool IsHeld => _socket is { IsHeld: true };

    public async Task ConnectAsync(IPEndPoint server, string ticket)
    {
        _hello = Hello($"\"ticket\":\"{ticket}\"");
        await TryAsync(server);
    }

    /// <summary>One try with the session.</summary>
    /// <exception cref="IOException">The server refused.</exception>
    /// <exception cref="SocketException">The system did.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public async Task TryAsync(IPEndPoint server, TryStage until = TryStage.Welcome)
    {
        using var patience = new CancellationTokenSource(ConnectTimeout, TimeProvider.System);
        try
        {
            _socket = await StormSocket.ConnectAsync(server, source, patience.Token);
            if (until >= TryStage.Upgrade)
            {
                await _socket.UpgradeAsync(patience.Token);
            }

            if (until >= TryStage.Welcome)
            {
                await _socket.GreetAsync(_hello, Welcomed, patience.Token);
                BackAt = TimeProvider.System.GetTimestamp();
            }
        }
        catch
        {
            Drop();
            throw;
        }
    }

    /// <summary>Waits for the loss of the connection, and comes back by the rule or gives up.</summary>
    public async Task SurviveAsync(IPEndPoint server, ReconnectRule rule, StormTally tally)
    {
        await _socket!.EndAsync();
        var lostAt = TimeProvider.System.GetTimestamp();
        var random = new Random(seed);
        Drop();
        while (rule.Delay(Tries, TimeProvider.System.GetElapsedTime(lostAt).TotalSeconds, random) is { } delay)
        {
            await Task.Delay(TimeSpan.FromSeconds(delay), TimeProvider.System);
            Tries++;
            tally.Tried();
            try
            {
                await TryAsync(server);
                return;
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                var kind = tally.Failed(exception);
                if (kind.StartsWith("40", StringComparison.Ordinal))
                {
                    // Close codes by which a server says not to come back.
                    return;
                }
            }
        }
    }

    /// <summary>Closes the connection from this side.</summary>
    public void Drop()
    {
        _socket?.Dispose();
        _socket = null;
        BackAt = 0;
    }

    public void Dispose() => _socket?.Dispose();

    private void Welcomed(ReadOnlySpan<byte> frame)
    {
        var reader = new Utf8JsonReader(frame);
        var welcome = JsonElement.ParseValue(ref reader);
        if (welcome.GetProperty("type").GetString() != "welcome")
        {
            throw new StormException(welcome.ToString());
        }

        _hello = Hello($"\"session\":\"{welcome.GetProperty("session").GetString()}\",\"pending\":[]");
        Window = TimeSpan.FromMilliseconds(welcome.GetProperty("reconnect_window_ms").GetInt64());
    }

    private static byte[] Hello(string fields) =>
        WebSocketFrame.Build(WebSocketFrame.Text, $"{{\"type\":\"hello\",{fields}}}");
}

/// <summary>How far a try goes.</summary>
internal enum TryStage
{
    Connect,
    Upgrade,
    Welcome,
}
