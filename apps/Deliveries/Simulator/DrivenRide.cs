using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;
using Homing.Messages;

namespace Homing.Deliveries.Simulator;

/// <summary>
/// A ride that this process drives. It owns the bytes of its next position, so that one costs no allocation: there is
/// never more than one on its way to the log.
/// </summary>
internal sealed class DrivenRide
{
    // Two numbers of at most 24 characters each, and the end of the object.
    private const int TailBytes = 80;

    // A centimetre on the ground.
    private const int Decimals = 7;

    private readonly double _stepM;
    private readonly byte[] _key;
    private readonly byte[] _value;
    private readonly int _prefix;
    private readonly byte[] _numberText = new byte[20];
    private readonly KeyValuePair<string, ReadOnlyMemory<byte>>[] _headers;
    private volatile bool _isStopped;

    public DrivenRide(Route route, RideId ride, string clientId, double speedMps)
    {
        (Route, Ride, ClientId, SpeedMps) = (route, ride.ToString(), clientId, speedMps);
        _stepM = speedMps * DeliveryOptions.PositionInterval.TotalSeconds;
        LastNumber = Math.Max(1, (long)Math.Ceiling(route.Line.LengthM / _stepM));
        _key = Encoding.UTF8.GetBytes(route.Id);
        using var prefix = new PooledBuffer();
        prefix.Write("{\"routeId\":"u8);
        JsonText.WriteString(prefix, route.Id);
        prefix.Write(",\"clientId\":"u8);
        JsonText.WriteString(prefix, clientId);
        prefix.Write(",\"position\":["u8);
        _prefix = prefix.Length;
        _value = new byte[_prefix + TailBytes];
        prefix.WrittenMemory.CopyTo(_value);
        _headers =
        [
            new(PositionMessage.RideHeader, Encoding.UTF8.GetBytes(Ride)),
            new(PositionMessage.NumberHeader, default),
        ];
    }

    public Route Route { get; }

    public string Ride { get; }

    public string ClientId { get; }

    public double SpeedMps { get; }

    /// <summary>The number of the position at the end of the route.</summary>
    public long LastNumber { get; }

    /// <summary>The number of the next position; past <see cref="LastNumber"/> once it has arrived.</summary>
    public long Number { get; set; }

    public bool HasArrived => Number > LastNumber;

    /// <summary>True once nobody here drives it any more.</summary>
    public bool IsStopped => _isStopped;

    /// <summary>The requests that are done once it has arrived. Used by the lane of its route alone.</summary>
    public List<DirectionTicket> Tickets { get; } = [];

    // For the wheel that it is on, and for nobody else.
    internal DrivenRide? NextInSlot { get; set; }

    internal long DueTick { get; set; }

    internal long OwedTick { get; set; }

    internal int Failures { get; set; }

    internal ValueTaskAwaiter<LogPosition> Appending { get; set; }

    internal Action? OnAppended { get; set; }

    /// <summary>Nothing more of it is appended here, but for what is on its way.</summary>
    public void Stop() => _isStopped = true;

    /// <summary>The position of <see cref="Number"/>. Its bytes are the ride's: they change with the next call.</summary>
    public LogEntry NextEntry()
    {
        var isLast = Number >= LastNumber;
        var place = Route.Line.At(isLast ? Route.Line.LengthM : Number * _stepM).Place;
        if (!isLast && Number > 0)
        {
            place = new Coordinate(Math.Round(place.Lat, Decimals), Math.Round(place.Lng, Decimals));
        }

        var length = _prefix;
        Write(place.Lng, ref length);
        Write(","u8, ref length);
        Write(place.Lat, ref length);
        Write(isLast ? "],\"finished\":true}"u8 : "],\"finished\":false}"u8, ref length);
        Number.TryFormat(_numberText, out var digits, default, CultureInfo.InvariantCulture);
        _headers[1] = new(PositionMessage.NumberHeader, _numberText.AsMemory(0, digits));
        return new LogEntry(_key, _value.AsMemory(0, length), new LogHeaders(_headers));
    }

    private void Write(double degrees, ref int length)
    {
        degrees.TryFormat(_value.AsSpan(length), out var written, default, CultureInfo.InvariantCulture);
        length += written;
    }

    private void Write(ReadOnlySpan<byte> utf8, ref int length)
    {
        utf8.CopyTo(_value.AsSpan(length));
        length += utf8.Length;
    }
}
