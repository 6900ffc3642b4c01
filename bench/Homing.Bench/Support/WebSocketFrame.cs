using System.Buffers.Binary;
using System.Text;

namespace Homing.Bench.Support;

/// <summary>Frames of RFC 6455, as a client writes and reads them.</summary>
internal static class WebSocketFrame
{
    private const byte Final = 0x80;
    private const byte Masked = 0x80;

    public const byte Text = 1;
    public const byte Binary = 2;
    public const byte Close = 8;

    /// <summary>A whole frame. The mask is zero, so a payload can be changed in place; servers unmask all the same.</summary>
    public static byte[] Build(byte opcode, ReadOnlySpan<byte> payload, out int payloadAt)
    {
        payloadAt = (payload.Length < 126 ? 2 : 4) + 4;
        var frame = new byte[payloadAt + payload.Length];
        frame[0] = (byte)(Final | opcode);
        if (payload.Length < 126)
        {
            frame[1] = (byte)(Masked | payload.Length);
        }
        else
        {
            frame[1] = Masked | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), checked((ushort)payload.Length));
        }

        payload.CopyTo(frame.AsSpan(payloadAt));
        return frame;
    }

    public static byte[] Build(byte opcode, string payload) => Build(opcode, Encoding.UTF8.GetBytes(payload), out _);

    /// <summary>Finds the first frame of a server in what came in.</summary>
    /// <returns>The frame's length with its head; 0 where it is not all there yet.</returns>
    public static int Find(ReadOnlySpan<byte> bytes, out byte opcode, out ReadOnlySpan<byte> payload)
    {
        opcode = 0;
        payload = default;
        if (bytes.Length < 2)
        {
            return 0;
        }

        var (head, length) = (2, bytes[1] & 0x7FL);
        if (length == 126)
        {
            head = 4;
            length = bytes.Length < head ? long.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }
        else if (length == 127)
        {
            head = 10;
            length = bytes.Length < head ? long.MaxValue : BinaryPrimitives.ReadInt64BigEndian(bytes[2..]);
        }

        if (bytes.Length - head < length)
        {
            return 0;
        }

        opcode = (byte)(bytes[0] & 0x0F);
        payload = bytes.Slice(head, (int)length);
        return head + (int)length;
    }
}
