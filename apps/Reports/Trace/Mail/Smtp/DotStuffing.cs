namespace Homing.Reports.Trace.Mail.Smtp;

/// <summary>
/// Writes the content of a mail so that no line of it is taken for its end: a dot at the start of a line is doubled (RFC 5321,
/// section 4.5.2). What is written has lines that end with CR LF.
/// </summary>
internal sealed class DotStuffing(Stream inner) : Stream
{
    private static readonly byte[] Dot = "."u8.ToArray();
    private byte _last = (byte)'\n';

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the last line where it is not, so that the end of the mail can follow.</summary>
    public async Task CompleteLineAsync(CancellationToken cancellationToken)
    {
        if (_last != (byte)'\n')
        {
            await WriteAsync("\r\n"u8.ToArray(), cancellationToken);
        }

        await inner.FlushAsync(cancellationToken);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (_last == (byte)'\n' && buffer.Span[0] == (byte)'.')
            {
                await inner.WriteAsync(Dot, cancellationToken);
            }

            // Up to the next dot that starts a line.
            var next = buffer.Span.IndexOf("\n."u8);
            var part = next < 0 ? buffer : buffer[..(next + 1)];
            await inner.WriteAsync(part, cancellationToken);
            _last = part.Span[^1];
            buffer = buffer[part.Length..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
