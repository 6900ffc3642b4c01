using System.Text;
using Homing.Log;
using Homing.Testing;

namespace Homing.Bench.Scale;

/// <summary>
/// A log in which the answers of one operation carry an epoch of before: their gateway takes each for the answer to a
/// predecessor's client, and hands it over, though its client is connected. So any share of answers is re-routed, at any
/// number of gateways, and nobody has to reconnect for it.
/// </summary>
internal sealed class MissingLog(ILog log, string op) : DelegatingLog(log)
{
    private static readonly byte[] Epoch = ",\"epoch\":"u8.ToArray();
    private readonly byte[] _op = Encoding.UTF8.GetBytes($",\"op\":\"{op}\"");

    public override ValueTask<LogPosition> AppendAsync(
        string topic, LogEntry entry, CancellationToken cancellationToken = default) =>
        base.AppendAsync(topic, entry with { Value = Outdated(entry.Value) }, cancellationToken);

    private ReadOnlyMemory<byte>? Outdated(ReadOnlyMemory<byte>? value)
    {
        if (value is not { } bytes || bytes.Span.IndexOf(_op) < 0)
        {
            return value;
        }

        var start = bytes.Span.IndexOf(Epoch) + Epoch.Length;
        var end = start;
        while (bytes.Span[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        return (byte[])[.. bytes.Span[..start], (byte)'0', .. bytes.Span[end..]];
    }
}
