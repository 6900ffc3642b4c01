using System.Globalization;
using System.Net;
using System.Text;
using Homing.Bench.Support;

namespace Homing.Bench.RoundTrip;

/// <summary>A client of Homing. Its frames come in the order that the gateway writes them, so ids stand at fixed places.</summary>
internal sealed class HomingConnection : LoadConnection
{
    private const int TypeAt = 9;
    private const int AnswerIdAt = 25;
    private const int SeqAt = AnswerIdAt + IdLength + 8;
    private static readonly string Blank = new('0', IdLength);

    private readonly RawWebSocket _socket;
    private readonly byte[] _request;
    private readonly int _idAt;
    private long _seq;

    public HomingConnection(IPEndPoint server, string ticket, string op = HomingServer.Operation)
    {
        _socket = RawWebSocket.Connect(server, "/ws", "homing.v1", null, new ByteQueue(16 << 10));
        _socket.Send(WebSocketFrame.Build(WebSocketFrame.Text, $"{{\"type\":\"hello\",\"ticket\":\"{ticket}\"}}"));
        var welcome = _socket.Receive();
        if (!welcome.StartsWith("{\"type\":\"welcome\""u8))
        {
            throw new IOException("No welcome: " + Encoding.UTF8.GetString(welcome));
        }

        const string Start = "{\"type\":\"request\",\"id\":\"";
        _request = WebSocketFrame.Build(
            WebSocketFrame.Text,
            Encoding.UTF8.GetBytes(
                $"{Start}{Blank}\",\"op\":\"{op}\",\"deadline_ms\":30000,\"body\":{Body}}}"),
            out var payloadAt);
        _idAt = payloadAt + Start.Length;
        _socket.StopBlocking();
    }

    public override int Descriptor => _socket.Descriptor;

    public override void Receive(LoadFigures figures)
    {
        _socket.TryReceive();
        while (_socket.TryTake(out var frame))
        {
            switch ((char)frame[TypeAt])
            {
                case 'a':
                    Accepted(frame[AnswerIdAt..], figures);
                    break;
                case 'r':
                    _seq = ReadNumber(frame[SeqAt..]);
                    Answered(frame[AnswerIdAt..], figures);
                    break;
                default:
                    throw new IOException("Not an answer: " + Encoding.UTF8.GetString(frame));
            }
        }
    }

    public override void Dispose() => _socket.Dispose();

    protected override void Send(long number)
    {
        WriteId(_request.AsSpan(_idAt), number);
        _socket.Send(_request);
    }

    protected override void SendAck() => _socket.Send(WebSocketFrame.Build(
        WebSocketFrame.Text, string.Create(CultureInfo.InvariantCulture, $"{{\"type\":\"ack\",\"seq\":{_seq}}}")));

    private static long ReadNumber(ReadOnlySpan<byte> digits)
    {
        var number = 0L;
        for (var index = 0; digits[index] is >= (byte)'0' and <= (byte)'9'; index++)
        {
            number = (number * 10) + digits[index] - '0';
        }

        return number;
    }
}
