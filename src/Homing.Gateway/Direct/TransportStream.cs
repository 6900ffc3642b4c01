using System.Buffers;
using System.IO.Pipelines;

namespace Homing.Gateway.Direct;

/// <summary>A connection's two pipes as the one stream that a WebSocket is made on. A read of no bytes waits for some.</summary>
internal sealed class TransportStream(IDuplexPipe transport) : Stream
{
    private bool _writing;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>True where a write was cut off: the peer takes nothing, and what waits for it can never be sent.</summary>
    public bool IsStuck { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await transport.Input.ReadAsync(cancellationToken);
        if (_ended)
        {
            transport.Input.AdvanceTo(read.Buffer.Start);
            throw new OperationCanceledException();
        }

        var taken = read.Buffer.Slice(0, Math.Min(buffer.Length, read.Buffer.Length));
        var length = (int)taken.Length;
        taken.CopyTo(buffer.Span);

        // After this the sequence may not be looked at, not even for its length.
        transport.Input.AdvanceTo(taken.End);
        return length;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        _writing = true;
        var flush = transport.Output.WriteAsync(buffer, cancellationToken);
        return FinishAsync(flush);
    }

    public override void Flush()
    {
        // Every write is.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Ends a read or a write that is under way. The connection itself is its owner's to close.</summary>
    protected override void Dispose(bool disposing)
    {
        if (!_ended)
        {
            _ended = true;
            IsStuck = _writing;
            transport.Input.CancelPendingRead();
            transport.Output.CancelPendingFlush();
        }

        base.Dispose(disposing);
    }

    private async ValueTask FinishAsync(ValueTask<FlushResult> flush)
    {
        var result = await flush;
        _writing = false;
        if (result.IsCanceled)
        {
            throw new OperationCanceledException();
        }

        if (result.IsCompleted)
        {
            throw new IOException("The client is gone.");
        }
    }
}
