namespace Homing.Gateway.Limits;

/// <summary>What becomes of a frame under a limit.</summary>
internal enum Pacing
{
    /// <summary>It is taken.</summary>
    Within,

    /// <summary>It is refused, and may come again.</summary>
    Beyond,

    /// <summary>It is refused, and so many were before it that the connection is closed.</summary>
    FarBeyond,
}

/// <summary>
/// How often one may ask. Those who are refused are told to come back one after the other, at the pace that is allowed, so
/// that a client that keeps to it is refused once and no more; and there is a second bucket of refusals, for those that
/// do not. Thread-safe.
/// </summary>
internal sealed class RequestPace(int perSecond, int patience, TimeProvider time)
{
    private readonly TokenBucket _allowed = new(perSecond, perSecond * 2, time);
    private readonly TokenBucket _refusals = new(perSecond, Math.Max(patience, perSecond * 2), time);

    /// <summary>True where nothing was asked lately.</summary>
    public bool IsIdle => _allowed.IdleDuration is not null && _refusals.IdleDuration is not null;

    /// <param name="retryAfter">When the refused one may come again.</param>
    public Pacing Take(out TimeSpan retryAfter)
    {
        if (_allowed.TryTake(1, out retryAfter))
        {
            return Pacing.Within;
        }

        retryAfter += _refusals.UntilFull;
        return _refusals.TryTake(1, out _) ? Pacing.Beyond : Pacing.FarBeyond;
    }
}
