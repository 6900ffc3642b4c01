using Homing.Client.Protocol;

namespace Homing.Client.Connections;

/// <summary>
/// Acknowledges what the application has. An ack covers everything up to its number, so it never runs past something that
/// is still being delivered. Sent every <see cref="Count"/> answers, or <see cref="Delay"/> after the first.
/// </summary>
internal sealed class Acks : IDisposable
{
    public const int Count = 16;
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly HashSet<long> _early = [];
    private readonly Action<byte[]> _send;
    private readonly ITimer _timer;
    private long _delivered;
    private long _sent;
    private bool _timerRuns;

    public Acks(TimeProvider time, Action<byte[]> send)
    {
        _send = send;
        _timer = time.CreateTimer(static acks => ((Acks)acks!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The application has it.</summary>
    public void Delivered(long seq)
    {
        lock (_gate)
        {
            if (seq <= _delivered)
            {
                return;
            }

            _early.Add(seq);
            while (_early.Remove(_delivered + 1))
            {
                _delivered++;
            }

            if (_delivered - _sent >= Count)
            {
                Flush();
            }
            else if (_delivered > _sent && !_timerRuns)
            {
                _timerRuns = _timer.Change(Delay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Sends what is due now.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            _timerRuns = false;
            if (_delivered > _sent)
            {
                _sent = _delivered;
                _send(ClientFrame.Ack(_sent));
            }
        }
    }

    public void Dispose() => _timer.Dispose();
}
