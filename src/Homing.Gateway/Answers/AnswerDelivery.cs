using Homing.Gateway.Connections;
using Homing.Gateway.Protocol;
using Homing.Messages;

namespace Homing.Gateway.Answers;

/// <summary>An answer on its way to the connection of its client.</summary>
internal abstract class AnswerDelivery(ResponseMessage response) : IDelivery
{
    private ResponseMessage _response = response;
    private PooledBuffer? _frame;

    public RequestKey Request => new(_response.ClientId, _response.RequestId);

    /// <summary>The answer; its content is valid until the delivery is acknowledged or abandoned.</summary>
    protected ref readonly ResponseMessage Response => ref _response;

    /// <summary>Copies the content, which until now was a slice of a batch.</summary>
    public void Keep() => _response = _response with { Content = _response.Content.ToArray() };

    /// <inheritdoc />
    public PooledBuffer WriteFrame(long seq)
    {
        var frame = ServerFrame.Response(
            _response.RequestId, seq, _response.Op, _response.IsError, _response.Content.Span);

        // The frame ends with the content and a brace: as long as it is kept, the content need not be.
        _response = _response with { Content = frame.WrittenMemory[^(_response.Content.Length + 1)..^1] };
        _frame = frame;
        return frame.Share();
    }

    public abstract void Acknowledge();

    public abstract Task AbandonAsync();

    protected void Release()
    {
        _frame?.Dispose();
        _frame = null;
    }
}
