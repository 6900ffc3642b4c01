using System.Diagnostics;
using Homing.Gateway.Connections;
using Homing.Gateway.Protocol;
using Homing.Messages;
using Homing.Tracing;

namespace Homing.Gateway.Answers;

/// <summary>An answer on its way to the connection of its client.</summary>
internal abstract class AnswerDelivery(ResponseMessage response) : IDelivery
{
    private ResponseMessage _response = response;
    private PooledBuffer? _frame;
    private Activity? _activity;

    public RequestKey Request => new(_response.ClientId, _response.RequestId);

    /// <summary>The answer; its content is valid until the delivery is acknowledged or abandoned.</summary>
    protected ref readonly ResponseMessage Response => ref _response;

    /// <summary>The topic that the answer was read from, without the number of one among many.</summary>
    protected abstract string Destination { get; }

    /// <summary>Copies the content, which until now was a slice of a batch.</summary>
    public void Keep() => _response = _response with { Content = _response.Content.ToArray() };

    /// <inheritdoc />
    public PooledBuffer WriteFrame(long seq)
    {
        var frame = ServerFrame.Response(
            _response.RequestId, seq, _response.Op, _response.IsError, _response.Content.Span);

        // The frame ends with the content and a brace: as long as it is kept, the content need not be.
        _activity = MessageTrace.StartProcess(Destination, _response.RequestId, _response.Trace);
        _response = _response with
        {
            Content = frame.WrittenMemory[^(_response.Content.Length + 1)..^1],
            Trace = TraceContext.Of(_activity, _response.Trace),
        };
        _frame = frame;
        return frame.Share();
    }

    public abstract void Acknowledge();

    public abstract Task AbandonAsync();

    /// <summary>The answer is acknowledged or abandoned: nothing of it is needed here any more.</summary>
    protected void Release(string outcome)
    {
        MessageTrace.End(_activity, outcome);
        _frame?.Dispose();
        _frame = null;
    }
}
