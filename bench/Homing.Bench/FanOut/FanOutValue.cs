using System.Buffers.Text;
using System.Text;

namespace Homing.Bench.FanOut;

/// <summary>
/// A value of 512 bytes as JSON. It says when it was due, by the clock that all processes of the machine share, and the
/// phase of the run that it belongs to.
/// </summary>
internal sealed record FanOutValue(string Due, int Phase, string Padding)
{
    public const int WarmUp = 0;
    public const int Counted = 1;
    public const int End = 2;

    private const int Digits = 19;
    private const int Size = 512;
    private const int PhaseAt = Digits + 10;
    private static readonly string FullPadding = new('x', Size - "{\"due\":\"\",\"phase\":0,\"padding\":\"\"}".Length - Digits);

    private static ReadOnlySpan<byte> Start => "{\"due\":\""u8;

    public static FanOutValue At(long due, int phase) => new(
        due.ToString("D19", System.Globalization.CultureInfo.InvariantCulture), phase, FullPadding);

    public byte[] ToUtf8() => Encoding.UTF8.GetBytes($"{{\"due\":\"{Due}\",\"phase\":{Phase},\"padding\":\"{Padding}\"}}");

    /// <summary>Finds the next value in a frame, and goes on behind its start.</summary>
    public static bool TryFind(ref ReadOnlySpan<byte> frame, out long due, out int phase)
    {
        var at = frame.IndexOf(Start);
        if (at < 0)
        {
            (due, phase) = (0, 0);
            return false;
        }

        frame = frame[(at + Start.Length)..];
        phase = frame[PhaseAt] - '0';
        return Utf8Parser.TryParse(frame[..Digits], out due, out _);
    }
}
