namespace Homing.Gateway.Limits;

/// <summary>A token bucket without a timer: it fills when it is asked. It starts full. Thread-safe.</summary>
/// <param name="perSecond">Tokens that come in a second; more than zero.</param>
/// <param name="capacity">Tokens that it holds; at least one.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBucket(double perSecond, int capacity, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _tokens = capacity;
    private long _at = time.GetTimestamp();

    /// <summary>Whole tokens that are there.</summary>
    public long Available
    {
        get
        {
            lock (_gate)
            {
                Fill();
                return (long)_tokens;
            }
        }
    }

    /// <summary>How long until it would be full.</summary>
    public TimeSpan UntilFull
    {
        get
        {
            lock (_gate)
            {
                Fill();
                return TimeSpan.FromSeconds((capacity - _tokens) / perSecond);
            }
        }
    }

    /// <summary>How long it has been full; null while it is not.</summary>
    public TimeSpan? IdleDuration
    {
        get
        {
            lock (_gate)
            {
                var missing = TimeSpan.FromSeconds((capacity - _tokens) / perSecond);
                return time.GetElapsedTime(_at) is var since && since >= missing ? since - missing : null;
            }
        }
    }

    /// <summary>Takes tokens where there are so many.</summary>
    /// <param name="tokens">How many; none to ask whether there is one.</param>
    /// <param name="wait">How long until there will be, where there are not.</param>
    public bool TryTake(int tokens, out TimeSpan wait)
    {
        lock (_gate)
        {
            Fill();
            var needed = Math.Max(1, tokens);
            wait = TimeSpan.FromSeconds(Math.Max(0, needed - _tokens) / perSecond);
            if (_tokens < needed)
            {
                return false;
            }

            _tokens -= tokens;
            return true;
        }
    }

    /// <summary>Puts a token back, as if it had not been taken.</summary>
    public void Return()
    {
        lock (_gate)
        {
            Fill();
            _tokens = Math.Min(capacity, _tokens + 1);
        }
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(capacity, _tokens + (time.GetElapsedTime(_at, now).TotalSeconds * perSecond));
        _at = now;
    }
}
