namespace Homing.Bench.Storm;

/// <summary>
/// The connections that wait at one gateway, first in first out, each taking the same time. So when a gateway has done
/// all that waits is the only state.
/// </summary>
/// <param name="rate">Connections a second.</param>
/// <param name="backlog">How many may wait.</param>
/// <param name="opensAt">Until then all are refused.</param>
internal sealed class AcceptQueue(double rate, int backlog, double opensAt)
{
    // Times are added up: what waits is a whole number but for this much.
    private const double Rounding = 1e-6;
    private double _idleAt;

    /// <summary>When a connection that comes now is done; null where it is refused.</summary>
    /// <param name="now">Never earlier than at the call before.</param>
    public double? Enter(double now)
    {
        var waiting = Math.Ceiling(((_idleAt - now) * rate) - Rounding);
        if (now < opensAt || waiting >= backlog)
        {
            return null;
        }

        _idleAt = Math.Max(_idleAt, now) + (1 / rate);
        return _idleAt;
    }
}
