using System.Buffers;
using System.Globalization;
using System.Text;
using Homing.Messages;

namespace Homing.Chaos;

/// <summary>Writes the frames of a client; each call begins anew in a buffer that is the caller's to keep.</summary>
internal sealed class ClientFrame : IDisposable
{
    private readonly PooledBuffer _text = new(512);

    public ReadOnlySpan<byte> Hello(string? ticket, string? session, IEnumerable<OpenRequest> pending)
    {
        Begin(ticket is null ? "{\"type\":\"hello\",\"session\":"u8 : "{\"type\":\"hello\",\"ticket\":"u8);
        JsonText.WriteString(_text, ticket ?? session);
        _text.Write(",\"pending\":["u8);
        var first = true;
        foreach (var request in pending)
        {
            _text.Write(first ? ""u8 : ","u8);
            first = false;
            if (request.At is { } at)
            {
                Add("{\"id\":"u8, request.Id);
                WritePosition(at);
                _text.Write("}"u8);
            }
            else
            {
                JsonText.WriteString(_text, request.Id);
            }
        }

        return End("]}"u8);
    }

    public ReadOnlySpan<byte> Request(OpenRequest request, TimeSpan wait)
    {
        Begin("{\"type\":\"request\",\"id\":"u8);
        JsonText.WriteString(_text, request.Id);
        _text.Write(",\"op\":\"chaos.echo\",\"deadline_ms\":"u8);
        JsonText.WriteNumber(_text, Math.Max(1, (long)wait.TotalMilliseconds));
        _text.Write(",\"body\":{\"delay_ms\":"u8);
        JsonText.WriteNumber(_text, (long)request.Delay.TotalMilliseconds);
        return End("}}"u8);
    }

    public ReadOnlySpan<byte> Cancel(OpenRequest request)
    {
        Begin("{\"type\":\"cancel\",\"id\":"u8);
        JsonText.WriteString(_text, request.Id);
        if (request.At is { } at)
        {
            WritePosition(at);
        }

        return End("}"u8);
    }

    public ReadOnlySpan<byte> Ack(long seq)
    {
        Begin("{\"type\":\"ack\",\"seq\":"u8);
        JsonText.WriteNumber(_text, seq);
        return End("}"u8);
    }

    public ReadOnlySpan<byte> Ping()
    {
        Begin("{\"type\":\"ping\""u8);
        return End("}"u8);
    }

    public void Dispose() => _text.Dispose();

    private void Begin(ReadOnlySpan<byte> text)
    {
        _text.Clear();
        _text.Write(text);
    }

    private void Add(ReadOnlySpan<byte> name, string value)
    {
        _text.Write(name);
        JsonText.WriteString(_text, value);
    }

    private void WritePosition((int Partition, long Offset) at) => _text.Write(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $",\"partition\":{at.Partition},\"offset\":{at.Offset}")));

    private ReadOnlySpan<byte> End(ReadOnlySpan<byte> text)
    {
        _text.Write(text);
        return _text.WrittenMemory.Span;
    }
}
