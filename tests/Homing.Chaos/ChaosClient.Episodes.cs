namespace Homing.Chaos;

/// <content>What the client does now and then.</content>
internal sealed partial class ChaosClient
{
    private const int TooSlow = 4101;
    private const int SlowBytes = 300;
    private const int SlowWindow = 4;
    private static readonly TimeSpan SlowPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SlowTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AckPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TakeOverPatience = TimeSpan.FromSeconds(2);

    private int _episodeAt;
    private DateTimeOffset _slowUntil;
    private bool _neverAcks;
    private DateTimeOffset _neverAcksSince;

    private int NextEpisode() => _options.Habits.Episodes.Count == 0
        ? int.MaxValue
        : _asked + 1 + _random.Next(_options.Habits.EpisodeEvery * 2);

    /// <returns>The connection to go on with; null where the client went without a word.</returns>
    private async Task<ClientConnection?> BeginEpisodeAsync(ClientConnection connection, CancellationToken cancellationToken)
    {
        var episode = _options.Habits.Episodes[_random.Next(_options.Habits.Episodes.Count)];
        _episodeAt = NextEpisode();
        _stats.Did(episode);
        switch (episode)
        {
            case Episode.Vanish:
                Ask(connection);
                await connection.Socket.FlushAsync();
                _comeBackAfter = TimeSpan.FromMilliseconds(_random.Next(500));
                return null;
            case Episode.ComeBackElsewhere:
                _comeBackAfter = TimeSpan.Zero;
                return null;
            case Episode.ComeBackLate:
                _comeBackAfter = _options.Absence * (0.5 + (_random.NextDouble() / 2));
                return null;
            case Episode.ReadSlowly:
                _slowUntil = _time.GetUtcNow() + SlowTime;
                return connection;
            case Episode.NeverAck:
                _neverAcks = true;
                _neverAcksSince = _time.GetUtcNow();
                return connection;
            default:
                return await ReplaceAsync(connection, 2, cancellationToken);
        }
    }

    // Without it a gateway that never closes would keep the client for ever; the test sees that no 4101 came.
    private void StopNeverAckingIfNobodyMinds(DateTimeOffset now)
    {
        if (_neverAcks)
        {
            _progressAt = now;
            _neverAcks = now - _neverAcksSince < AckPatience;
        }
    }

    /// <summary>
    /// Opens new connections while the old one is still there, says hello on all of them before it listens to any, and
    /// goes on with the one that is left.
    /// </summary>
    /// <exception cref="IOException">None is left.</exception>
    private async Task<ClientConnection> ReplaceAsync(ClientConnection old, int count, CancellationToken cancellationToken)
    {
        var connections = new List<ClientConnection> { old };
        try
        {
            _leaving = count == 1 ? old.Gateway : null;
            for (var number = 0; number < count; number++)
            {
                connections.Add(await GreetAsync(ChooseGateway(), cancellationToken));
                connections[^1].HeardAt = _time.GetUtcNow();
            }
        }
        catch (IOException)
        {
            // The gateway went at this very moment; go on with what there is.
        }

        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = connections.Select(connection => ListenAsync(connection, enough.Task)).ToList();
        using var patience = new CancellationTokenSource(TakeOverPatience, _time);
        var late = Task.Delay(Timeout.InfiniteTimeSpan, _time, patience.Token);
        while (listening.Count(task => !task.IsCompleted) > 1 && !late.IsCompleted)
        {
            await Task.WhenAny([.. listening.Where(task => !task.IsCompleted), late]);
        }

        enough.SetResult();
        await Task.WhenAll(listening);
        var last = connections.LastOrDefault(connection => connection is { IsEnded: false, IsWelcome: true });
        foreach (var connection in connections.Where(connection => connection != last))
        {
            connection.Dispose();
        }

        return last ?? throw new IOException("No connection is left.");
    }

    // Takes in what comes until the connection ends or enough is known.
    private async Task ListenAsync(ClientConnection connection, Task enough)
    {
        while (!connection.IsEnded)
        {
            connection.Reading ??= connection.Socket.ReadAsync(int.MaxValue);
            await Task.WhenAny(connection.Reading, enough);
            if (!connection.Reading.IsCompleted)
            {
                return;
            }

            await _turn.WaitAsync();
            try
            {
                await TakeAsync(connection);
                Acknowledge(connection);
                await connection.Socket.FlushAsync();
            }
            catch (IOException)
            {
                connection.IsEnded = true;
            }
            finally
            {
                _turn.Release();
            }

            if (enough.IsCompleted)
            {
                return;
            }
        }
    }
}
