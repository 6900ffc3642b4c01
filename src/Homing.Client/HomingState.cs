namespace Homing.Client;

/// <summary>What a person would want to know of the connection.</summary>
public abstract record HomingState
{
    private HomingState()
    {
    }

    /// <summary>Nothing was asked yet.</summary>
    public sealed record Idle : HomingState;

    /// <summary>A connection is being made.</summary>
    /// <param name="Attempt">1 for the first since the last good connection.</param>
    public sealed record Connecting(int Attempt) : HomingState;

    /// <summary>A gateway has taken us in.</summary>
    /// <param name="ClientId">Who we are.</param>
    /// <param name="ApiId">The gateway we are on.</param>
    /// <param name="Epoch">The gateway's epoch.</param>
    /// <param name="Resumed">Whether it took us for who we were before.</param>
    /// <param name="Server">The address of the gateway.</param>
    public sealed record Connected(string ClientId, int ApiId, long Epoch, bool Resumed, Uri Server) : HomingState;

    /// <summary>The connection is lost; the next try is due at a time.</summary>
    /// <param name="Until">When the next try is made.</param>
    /// <param name="Attempt">How many tries there were since the last good connection.</param>
    /// <param name="Reason">Why there is no connection.</param>
    public sealed record Waiting(DateTimeOffset Until, int Attempt, string Reason) : HomingState;

    /// <summary>The client does not come back by itself.</summary>
    /// <param name="Code">The close code: 40xx of a gateway, or 1000 where the owner closed it.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Closed(int Code, string Reason) : HomingState;
}
