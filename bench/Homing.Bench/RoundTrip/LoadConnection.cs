using System.Diagnostics;

namespace Homing.Bench.RoundTrip;

/// <summary>
/// One client under load. It sends numbered requests and knows when each was due, so that a latency counts from when
/// the request should have gone out, whether or not it could.
/// </summary>
internal abstract class LoadConnection : IDisposable
{
    /// <summary>Requests that may be unanswered at once.</summary>
    public const int MaxInFlight = 256;

    /// <summary>Every so many answers are acknowledged at once, or after <see cref="AckPause"/>.</summary>
    public const int AckCount = 16;

    public const int IdLength = 16;
    public static readonly long AckPause = Stopwatch.Frequency / 20;

    private readonly long[] _due = new long[MaxInFlight];
    private readonly Queue<long> _held = new();
    private long _next;
    private int _unacknowledged;

    /// <summary>The body of every request: 200 bytes of JSON.</summary>
    protected static string Body { get; } = "{\"text\":\"" + new string('x', 189) + "\"}";

    public int InFlight { get; private set; }

    public int Waiting => _held.Count;

    public long Errors { get; protected set; }

    public abstract int Descriptor { get; }

    /// <summary>Sends the next request, or holds it back while too many are unanswered.</summary>
    public void Request(long due)
    {
        if (_held.Count > 0 || _due[_next % MaxInFlight] != 0)
        {
            _held.Enqueue(due);
        }
        else
        {
            RequestNow(due);
        }
    }

    /// <summary>Takes in what came; tells the latency of each answer.</summary>
    public abstract void Receive(LoadFigures figures);

    /// <summary>Acknowledges what is not.</summary>
    public void Acknowledge()
    {
        if (_unacknowledged > 0)
        {
            _unacknowledged = 0;
            SendAck();
        }
    }

    public abstract void Dispose();

    /// <summary>Sends a request whose id is the number in <see cref="IdLength"/> digits.</summary>
    protected abstract void Send(long number);

    protected abstract void SendAck();

    protected void Accepted(ReadOnlySpan<byte> id, LoadFigures figures)
    {
        if (_due[NumberOf(id) % MaxInFlight] is > 0 and var due)
        {
            figures.Accepted(Stopwatch.GetTimestamp() - due);
        }
    }

    protected void Answered(ReadOnlySpan<byte> id, LoadFigures figures)
    {
        var slot = NumberOf(id) % MaxInFlight;
        var due = _due[slot];
        if (due == 0)
        {
            // Twice: nobody waits for it any more.
            Errors++;
            return;
        }

        figures.Answered(Stopwatch.GetTimestamp() - due);
        _due[slot] = 0;
        InFlight--;
        if (++_unacknowledged >= AckCount)
        {
            Acknowledge();
        }

        while (_held.Count > 0 && _due[_next % MaxInFlight] == 0)
        {
            RequestNow(_held.Dequeue());
        }
    }

    protected static void WriteId(Span<byte> at, long number)
    {
        for (var index = IdLength - 1; index >= 0; index--)
        {
            (number, var digit) = Math.DivRem(number, 10);
            at[index] = (byte)('0' + digit);
        }
    }

    private static long NumberOf(ReadOnlySpan<byte> id)
    {
        var number = 0L;
        foreach (var digit in id[..IdLength])
        {
            number = (number * 10) + digit - '0';
        }

        return number;
    }

    private void RequestNow(long due)
    {
        _due[_next % MaxInFlight] = due;
        InFlight++;
        Send(_next++);
    }
}
