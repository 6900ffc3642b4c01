using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using Homing.Client.Connections;
using Homing.Client.Protocol;
using Microsoft.Extensions.Logging;

namespace Homing.Client.Pushes;

/// <summary>
/// Hands pushes to the handlers, one after the other, and acknowledges each once all handlers are done. The same push may
/// come twice, on two connections: the second waits behind the first, so it is not acknowledged before it either.
/// </summary>
internal sealed partial class PushQueue : IDisposable
{
    private readonly Channel<(Push Push, long Seq, Connection Connection)> _waiting;
    private readonly SeenIds _seen = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _logger;
    private ImmutableArray<Func<Push, CancellationToken, ValueTask>> _handlers = [];

    public PushQueue(int capacity, ILogger logger)
    {
        _waiting = Channel.CreateBounded<(Push, long, Connection)>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _logger = logger;
        _ = RunAsync(_stopping.Token);
    }

    public IDisposable Add(Func<Push, CancellationToken, ValueTask> handler)
    {
        ImmutableInterlocked.Update(ref _handlers, static (handlers, added) => handlers.Add(added), handler);
        return new Registration(this, handler);
    }

    public void Take(Connection connection, ServerFrame frame)
    {
        var push = new Push(frame.Id!, frame.Topic!, frame.Body ?? JsonElement.Parse("null"));
        if (!_waiting.Writer.TryWrite((push, frame.Seq, connection)))
        {
            LogNotTaken(push.Id); // Not acknowledged, so it comes again.
        }
    }

    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _stopping.Cancel();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var (push, seq, connection) in _waiting.Reader.ReadAllAsync(stopping))
            {
                if (_seen.Add(push.Id))
                {
                    await HandAsync(push, stopping);
                }

                connection.Acks.Delivered(seq);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What waits was not acknowledged, so it comes again to the next client of this session.
        }
    }

    private async Task HandAsync(Push push, CancellationToken stopping)
    {
        foreach (var handler in _handlers)
        {
            try
            {
                await handler(push, stopping);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                LogHandlerFailed(exception, push.Topic);
            }
        }

        stopping.ThrowIfCancellationRequested();
    }

    [LoggerMessage(EventIds.PushHandlerFailed, LogLevel.Error, "A handler of a push on {Topic} failed")]
    private partial void LogHandlerFailed(Exception exception, string topic);

    [LoggerMessage(EventIds.PushNotTaken, LogLevel.Warning, "Push {Id} was not taken: too many wait for their handlers")]
    private partial void LogNotTaken(string id);

    private sealed class Registration : IDisposable
    {
        private readonly PushQueue _queue;
        private readonly Func<Push, CancellationToken, ValueTask> _handler;

        public Registration(PushQueue queue, Func<Push, CancellationToken, ValueTask> handler) =>
            (_queue, _handler) = (queue, handler);

        public void Dispose() => ImmutableInterlocked.Update(
            ref _queue._handlers, static (handlers, removed) => handlers.Remove(removed), _handler);
    }
}
