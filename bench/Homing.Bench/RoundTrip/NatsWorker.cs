using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Homing.Bench.Support;

namespace Homing.Bench.RoundTrip;

/// <summary>
/// The worker at NATS: one thread, one TCP connection, everything that came in answered by one write. It takes a
/// request off its stream, publishes the answer into the other stream, and acknowledges the request when the answer
/// is stored: the order that keeps every answer through a crash.
/// </summary>
internal sealed class NatsWorker : IDisposable
{
    private const int Slots = 1 << 16;
    private const string Inbox = "_INBOX.w";
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ByteQueue _input = new(1 << 18);
    private readonly ByteQueue _output = new(1 << 18);
    private readonly byte[]?[] _toAcknowledge = new byte[Slots][];
    private long _number;
    private int _setUp;

    public static Task<int> RunAsync(BenchArguments arguments)
    {
        ChildProcess.EndWithParent();
        using var worker = new NatsWorker();
        worker.Work(arguments.Number("port", 4222), arguments.Text("streams", "true") == "true");
        return Task.FromResult(0);
    }

    public void Dispose() => _socket.Dispose();

    private void Work(int port, bool streams)
    {
        _socket.NoDelay = true;
        _socket.Connect(IPAddress.Loopback, port);
        Write(NatsText.Connect);
        Write($"SUB {Inbox}.a.* 1\r\nSUB {Inbox}.s 2\r\nSUB {Inbox}.d 3\r\nSUB {NatsText.CoreRequests}> 4\r\n");
        if (streams)
        {
            SetUp();
        }

        Flush();
        Console.WriteLine(ChildProcess.ReadyLine);
        while (true)
        {
            TakeAll();
            Flush();
        }
    }

    private void SetUp()
    {
        const string Layout = "\"storage\":\"file\",\"retention\":\"limits\",\"discard\":\"old\",\"max_age\":86400000000000}";
        Ask("STREAM.CREATE.REQ", "{\"name\":\"REQ\",\"subjects\":[\"req.>\"]," + Layout);
        Ask("STREAM.CREATE.ANS", "{\"name\":\"ANS\",\"subjects\":[\"ans.>\"]," + Layout);
        Ask("CONSUMER.DURABLE.CREATE.REQ.worker",
            $"{{\"stream_name\":\"REQ\",\"config\":{{\"durable_name\":\"worker\",\"deliver_subject\":\"{Inbox}.d\","
            + "\"ack_policy\":\"explicit\",\"deliver_policy\":\"all\",\"max_ack_pending\":60000,\"mem_storage\":true}}");
    }

    private void Ask(string call, string body)
    {
        var before = _setUp;
        _output.Append(NatsText.Publish("$JS.API." + call, Inbox + ".s", body));
        Flush();
        while (_setUp == before)
        {
            TakeAll();
        }
    }

    private void TakeAll()
    {
        var count = _socket.Receive(_input.Room(1 << 14));
        if (count == 0)
        {
            throw new IOException("NATS closed the worker's connection.");
        }

        _input.Came(count);
        int used;
        while ((used = NatsText.Take(_input.Waiting, out var message)) > 0)
        {
            Take(message);
            _input.Used(used);
        }
    }

    private void Take(in NatsMessage message)
    {
        if (message.Subject.StartsWith("req."u8))
        {
            var number = _number++;
            _toAcknowledge[number % Slots] = message.Reply.ToArray();
            Write("PUB ans."u8);
            Write(message.Subject[4..]);
            Write(" _INBOX.w.a."u8);
            WriteNumber(number);
            Write(" "u8);
            WritePayload(message.Payload);
        }
        else if (message.Subject.StartsWith("creq."u8))
        {
            Write("PUB "u8);
            Write(message.Reply);
            Write(" "u8);
            WritePayload(message.Payload);
        }
        else if (message.Subject.StartsWith("_INBOX.w.a."u8))
        {
            ThrowIfError(message.Payload);
            var number = long.Parse(message.Subject[11..], CultureInfo.InvariantCulture);
            Write("PUB "u8);
            Write(_toAcknowledge[number % Slots]);
            Write(" 0\r\n\r\n"u8);
        }
        else if (message.Subject.StartsWith("_INBOX.w.s"u8))
        {
            ThrowIfError(message.Payload);
            _setUp++;
        }
        else if (message.Line.StartsWith("PING"u8))
        {
            Write("PONG\r\n"u8);
        }
        else if (message.Line.StartsWith("-ERR"u8))
        {
            throw new IOException(Encoding.UTF8.GetString(message.Line));
        }
    }

    private static void ThrowIfError(ReadOnlySpan<byte> payload)
    {
        if (payload.IndexOf("\"error\""u8) >= 0)
        {
            throw new IOException(Encoding.UTF8.GetString(payload));
        }
    }

    private void WritePayload(ReadOnlySpan<byte> payload)
    {
        WriteNumber(payload.Length);
        Write("\r\n"u8);
        Write(payload);
        Write("\r\n"u8);
    }

    private void WriteNumber(long number)
    {
        number.TryFormat(_output.Room(20), out var written, default, CultureInfo.InvariantCulture);
        _output.Came(written);
    }

    private void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    private void Write(ReadOnlySpan<byte> bytes) => _output.Append(bytes);

    private void Flush()
    {
        while (!_output.Waiting.IsEmpty)
        {
            _output.Used(_socket.Send(_output.Waiting));
        }
    }
}
