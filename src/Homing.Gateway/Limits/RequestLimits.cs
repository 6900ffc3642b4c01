using System.Collections.Concurrent;
using Homing.Gateway.Connections;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Limits;

/// <summary>
/// How often a connection, and all connections of a user in this process, may ask. Whoever does not ask costs nothing:
/// what is counted is made at the first request and dropped when nothing was asked for a while. Thread-safe.
/// </summary>
internal sealed class RequestLimits(IOptions<LimitOptions> limits, IOptions<GatewayOptions> gateway, TimeProvider time)
{
    private readonly int _perConnection = limits.Value.RequestsPerConnection;
    private readonly int _perUser = limits.Value.RequestsPerUser;

    // Whatever a client may have in flight can be refused once without it being called a flood.
    private readonly int _patience = gateway.Value.MaxInFlight * 2;
    private readonly ConcurrentDictionary<string, RequestPace> _users = new(StringComparer.Ordinal);

    /// <summary>Counts a frame that asks for something.</summary>
    /// <param name="connection">Where it came.</param>
    /// <param name="retryAfter">When it may come again, where it is refused.</param>
    public Pacing Take(ClientConnection connection, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        var pacing = Pacing.Within;
        if (_perConnection > 0)
        {
            pacing = (connection.Pace ??= new RequestPace(_perConnection, _patience, time)).Take(out retryAfter);
        }

        // A guest has one connection.
        if (pacing == Pacing.Within && _perUser > 0 && connection.UserId != connection.ClientId)
        {
            pacing = _users.GetOrAdd(connection.UserId, static (_, made) => made(), NewUserPace).Take(out retryAfter);
        }

        return pacing;
    }

    /// <summary>Drops what is counted for users who ask nothing.</summary>
    public void ForgetIdleUsers()
    {
        foreach (var user in _users)
        {
            if (user.Value.IsIdle)
            {
                _users.TryRemove(user);
            }
        }
    }

    private RequestPace NewUserPace() => new(_perUser, _patience, time);
}
