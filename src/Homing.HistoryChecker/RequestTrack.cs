namespace Homing.HistoryChecker;

/// <summary>What is known of one request. There are millions: it is kept small.</summary>
internal struct RequestTrack
{
    public int Client;
    public int Request;

    /// <summary>UTC ticks, of the first time that it was asked.</summary>
    public long AskedAt;

    /// <summary>UTC ticks; 0 where none was given.</summary>
    public long Deadline;

    /// <summary>UTC ticks, of the first time.</summary>
    public long DeliveredAt;

    /// <summary>UTC ticks, of the last time: a request may be worked on more than once.</summary>
    public long AnsweredAt;

    /// <summary>The connection that it was delivered on.</summary>
    public int DeliveredOn;

    public ushort Asked;
    public ushort Begun;
    public ushort Received;
    public RequestMarks Marks;

    /// <summary>Kinds of fault already reported, a bit each: a kind is reported once a request.</summary>
    public byte Reported;

    public readonly bool Has(RequestMarks mark) => (Marks & mark) != 0;
}

/// <summary>What happened to a request at least once, as its client saw it.</summary>
[Flags]
internal enum RequestMarks : byte
{
    None = 0,
    Asked = 1,
    Accepted = 2,
    Delivered = 4,
    Refused = 8,
    Expired = 16,
    Cancelled = 32,

    /// <summary>Handed over by a gateway.</summary>
    HandedOver = 64,

    /// <summary>What settles a request for its client.</summary>
    Settled = Delivered | Refused | Expired | Cancelled,
}
