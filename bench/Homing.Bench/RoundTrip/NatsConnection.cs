using System.Net;
using System.Text;
using Homing.Bench.Support;

namespace Homing.Bench.RoundTrip;

/// <summary>
/// A client of NATS over its WebSocket. With streams: the request is published into a stream and answered by a PubAck,
/// the answer comes by a consumer of the client's own subject and is acknowledged, each ack for all before it. Without:
/// NATS request and reply, in memory only.
/// </summary>
internal sealed class NatsConnection : LoadConnection
{
    private const string PayloadStart = "{\"id\":\"";
    private static readonly string Blank = new('0', IdLength);

    private readonly RawWebSocket _socket;
    private readonly ByteQueue _stream = new(16 << 10);
    private readonly byte[] _request;
    private readonly int[] _idsAt;
    private readonly bool _streams;
    private readonly int _inboxLength;
    private byte[] _lastReply = new byte[128];
    private int _lastReplyLength;

    public NatsConnection(IPEndPoint server, string name, bool streams)
    {
        _streams = streams;
        var inbox = "_INBOX." + name;
        _inboxLength = inbox.Length + 3;
        _socket = RawWebSocket.Connect(server, "/", null, null, new ByteQueue(16 << 10));
        // A consumer delivers only where its subject is subscribed to by its very name.
        SendText(NatsText.Connect + $"SUB {inbox}.a.* 1\r\nSUB {inbox}.s 2\r\nSUB {inbox}.d 3\r\nPING\r\n");
        Await(static (in NatsMessage message) => message.Line.StartsWith("PONG"u8));
        if (streams)
        {
            SendText(Encoding.UTF8.GetString(NatsText.Publish("$JS.API.CONSUMER.CREATE.ANS", inbox + ".s",
                $"{{\"stream_name\":\"ANS\",\"config\":{{\"deliver_subject\":\"{inbox}.d\",\"deliver_policy\":\"new\","
                + $"\"ack_policy\":\"all\",\"filter_subject\":\"{NatsText.Answers}{name}\",\"max_ack_pending\":20000,"
                + "\"mem_storage\":true,\"inactive_threshold\":1000000000}}")));
            Await(static (in NatsMessage message) => message.Payload.IndexOf("\"error\""u8) < 0
                ? message.Payload.IndexOf("\"stream_name\""u8) >= 0
                : throw new IOException(Encoding.UTF8.GetString(message.Payload)));
        }

        var text = NatsText.Publish(
            (streams ? NatsText.Requests : NatsText.CoreRequests) + name,
            $"{inbox}.a.{Blank}",
            $"{PayloadStart}{Blank}\",\"body\":{Body}}}");
        _request = WebSocketFrame.Build(WebSocketFrame.Binary, text, out var payloadAt);
        _idsAt =
        [
            payloadAt + text.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Blank)),
            payloadAt + text.AsSpan().IndexOf(Encoding.ASCII.GetBytes(PayloadStart)) + PayloadStart.Length,
        ];
        _socket.StopBlocking();
    }

    private delegate bool Expectation(in NatsMessage message);

    public override int Descriptor => _socket.Descriptor;

    public override void Receive(LoadFigures figures)
    {
        _socket.TryReceive();
        while (_socket.TryTake(out var frame))
        {
            _stream.Append(frame);
        }

        int used;
        while ((used = NatsText.Take(_stream.Waiting, out var message)) > 0)
        {
            Take(message, figures);
            _stream.Used(used);
        }
    }

    public override void Dispose() => _socket.Dispose();

    protected override void Send(long number)
    {
        foreach (var at in _idsAt)
        {
            WriteId(_request.AsSpan(at), number);
        }

        _socket.Send(_request);
    }

    protected override void SendAck()
    {
        if (_streams)
        {
            byte[] ack = [.. "PUB "u8, .. _lastReply.AsSpan(0, _lastReplyLength), .. " 0\r\n\r\n"u8];
            _socket.Send(WebSocketFrame.Build(WebSocketFrame.Binary, ack, out _));
        }
    }

    private void Take(in NatsMessage message, LoadFigures figures)
    {
        if (message.Line.StartsWith("PING"u8))
        {
            SendText("PONG\r\n");
        }
        else if (!message.Line.IsEmpty)
        {
            throw new IOException("Not an answer: " + Encoding.UTF8.GetString(message.Line));
        }
        else if (message.Subject.StartsWith("ans."u8))
        {
            message.Reply.CopyTo(_lastReply);
            _lastReplyLength = message.Reply.Length;
            Answered(message.Payload[PayloadStart.Length..], figures);
        }
        else if (_streams)
        {
            if (message.Payload.IndexOf("\"error\""u8) >= 0)
            {
                throw new IOException(Encoding.UTF8.GetString(message.Payload));
            }

            Accepted(message.Subject[_inboxLength..], figures);
        }
        else
        {
            Answered(message.Subject[_inboxLength..], figures);
        }
    }

    private void SendText(string text) => _socket.Send(WebSocketFrame.Build(WebSocketFrame.Binary, text));

    private void Await(Expectation expected)
    {
        while (true)
        {
            int used;
            while ((used = NatsText.Take(_stream.Waiting, out var message)) > 0)
            {
                var met = expected(message);
                _stream.Used(used);
                if (met)
                {
                    return;
                }
            }

            _stream.Append(_socket.Receive());
        }
    }
}
