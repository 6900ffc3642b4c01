using System.Globalization;
using StackExchange.Redis;

namespace Homing.Leases.Redis;

/// <summary>Runs the scripts: their arguments, their answers, and what it means when there is none.</summary>
/// <remarks>Spans and times are microseconds, as Redis has them. Thread-safe.</remarks>
internal sealed class LeaseScripts : IAsyncDisposable
{
    private readonly RedisConnection _connection;
    private readonly RedisKey[] _keys;
    private readonly TimeSpan _timeout;
    private readonly RedisValue _listenFor;
    private readonly TimeProvider _clock;
    private readonly RedisLeaseMetrics _metrics;

    /// <param name="connection">Whose it is from here on.</param>
    /// <param name="options">The settings.</param>
    /// <param name="listenFor">How long Redis listens to the holders after it lost its memory.</param>
    /// <param name="clock">Counts the time-outs.</param>
    /// <param name="metrics">Told of each call.</param>
    public LeaseScripts(
        RedisConnection connection, RedisOptions options, TimeSpan listenFor, TimeProvider clock, RedisLeaseMetrics metrics)
    {
        _connection = connection;
        _keys = [options.KeyPrefix + "leases"];
        _timeout = options.Timeout;
        _listenFor = Microseconds(listenFor);
        _clock = clock;
        _metrics = metrics;
    }

    /// <summary>Grants the smallest free id; or says how long to wait first.</summary>
    public async Task<(Lease Lease, DateTimeOffset AcquiredAt, TimeSpan Wait)> AcquireAsync(
        LeaseHolder holder, TimeSpan timeToLive)
    {
        var answer = (string[])(await RunAsync(LeaseScript.Acquire, Microseconds(timeToLive), holder.Url))!;
        return answer.Length == 1
            ? (default, default, Wait(answer))
            : (new Lease((int)Whole(answer[1]), Whole(answer[2])), Time(answer[3]), TimeSpan.Zero);
    }

    /// <summary>Renews; the answer is <c>held</c>, <c>reasserted</c> or <c>lost</c>.</summary>
    public async Task<string> RenewAsync(
        Lease lease, int connections, TimeSpan timeToLive, LeaseHolder holder, DateTimeOffset acquiredAt) =>
        (string)(await RunAsync(
            LeaseScript.Renew,
            lease.Id,
            lease.Epoch,
            Microseconds(timeToLive),
            connections,
            Microseconds(acquiredAt - DateTimeOffset.UnixEpoch),
            holder.Url))!;

    /// <summary>Frees the id if it is still this lease's.</summary>
    public Task ReleaseAsync(Lease lease) => RunAsync(LeaseScript.Release, lease.Id, lease.Epoch);

    /// <summary>What is held, in no order; or how long to wait until that is known.</summary>
    public async Task<(List<LeaseStatus> Held, TimeSpan Wait)> ListAsync()
    {
        var answer = (string[])(await RunAsync(LeaseScript.List))!;
        var held = new List<LeaseStatus>();
        for (var i = 1; i < answer.Length; i += 5)
        {
            held.Add(new LeaseStatus(
                new Lease((int)Whole(answer[i]), Whole(answer[i + 1])),
                new LeaseHolder(answer[i + 4]),
                (int)Whole(answer[i + 2]),
                Time(answer[i + 3])));
        }

        return (held, Wait(answer));
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<RedisResult> RunAsync(LeaseScript script, params RedisValue[] arguments)
    {
        var sent = _clock.GetTimestamp();
        var succeeded = false;
        try
        {
            var answer = await CallAsync(script, [_listenFor, .. arguments]);
            succeeded = true;
            return answer;
        }
        finally
        {
            _metrics.Called(script.Name, _clock.GetElapsedTime(sent), succeeded);
        }
    }

    private async Task<RedisResult> CallAsync(LeaseScript script, RedisValue[] arguments)
    {
        var connection = _connection.GetAsync();
        try
        {
            // The client does not give up by itself on what it has sent.
            var multiplexer = await connection.WaitAsync(_timeout, _clock);
            return await multiplexer.GetDatabase()
                .ScriptEvaluateAsync(script.Text, _keys, arguments, CommandFlags.DemandMaster)
                .WaitAsync(_timeout, _clock);
        }
#pragma warning disable CA1031 // Whatever the client throws, it did not work, and what that means is said below.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var error = RedisErrors.Translate(exception, script.Name, _connection.Servers);
            if (error.IsTransient)
            {
                _connection.GiveUp(connection);
            }

            throw error;
        }
    }

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    private static long Whole(string digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static TimeSpan Wait(string[] answer) => TimeSpan.FromMicroseconds(Whole(answer[0]));

    private static DateTimeOffset Time(string microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(Whole(microseconds) * TimeSpan.TicksPerMicrosecond);
}
