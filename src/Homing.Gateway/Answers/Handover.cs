using System.Text;
using System.Text.Json;
using Homing.Gateway.Connections;
using Homing.History;
using Homing.Log;
using Homing.Messages;
using Homing.Tracing;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway.Answers;

/// <summary>
/// Hands answers over to the mailboxes of all gateways. An answer's place in its response topic is passed only when it
/// is durable in the broadcast topic. Thread-safe.
/// </summary>
internal sealed partial class Handover : IDisposable
{
    private const int MaxConcurrency = 1024;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ILog _log;
    private readonly GatewayMetrics _metrics;
    private readonly IHistory _history;
    private readonly TimeProvider _time;
    private readonly ILogger<Handover> _logger;
    private readonly SemaphoreSlim _slots = new(MaxConcurrency);
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private int _underWay;

    public Handover(ILog log, GatewayMetrics metrics, IHistory history, TimeProvider time, ILogger<Handover> logger) =>
        (_log, _metrics, _history, _time, _logger) = (log, metrics, history, time, logger);

    /// <summary>How many answers and settlements are being appended.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>
    /// Begins to hand an answer over, waiting for room; the task inside completes when it is durable, or the log is
    /// closed. The content must stay valid until then.
    /// </summary>
    public async ValueTask<Task> BeginAsync(ResponseMessage response, Receipt receipt, string way)
    {
        Enter();
        await _slots.WaitAsync();
        var value = new PooledBuffer(response.Content.Length + 256);
        BroadcastMessage.WriteResponse(value, response);
        return HandOverAsync(response, value, receipt, way);
    }

    /// <summary>Tells all mailboxes that the answer has reached its client.</summary>
    public void Settle(RequestKey request)
    {
        Enter();
        _ = SettleAsync(request);
    }

    /// <summary>Completes when nothing that was begun is under way.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            return _underWay == 0
                ? Task.CompletedTask
                : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task HandOverAsync(ResponseMessage response, PooledBuffer value, Receipt receipt, string way)
    {
        var activity = MessageTrace.StartSend(Topics.ClientResponseBroadcast, response.RequestId, response.Trace);
        var headers = TraceContext.Write(TraceContext.Of(activity, response.Trace));
        try
        {
            using (value)
            {
                if (await TryAppendAsync(response.ClientId, value, headers)
                    || await TryAppendAsync(response.ClientId, WriteTooLarge(value, response), headers))
                {
                    receipt.Settle();
                    _metrics.AnswerTook(way);
                    if (_history.IsOn)
                    {
                        _history.Record(HistoryStep.HandedOver, "gateway", response.ClientId, response.RequestId, way);
                    }
                }
            }
        }
        catch (Exception exception)
        {
            // Its place in the response topic is not passed, so the next start finds it there.
            MessageTrace.Fail(activity, exception);
            LogFailed(exception, response.Op);
        }
        finally
        {
            MessageTrace.End(activity, way);
            _slots.Release();
            Leave();
        }
    }

    private async Task SettleAsync(RequestKey request)
    {
        try
        {
            using var value = new PooledBuffer(128);
            BroadcastMessage.WriteSettled(value, request.ClientId, request.RequestId);
            await TryAppendAsync(request.ClientId, value, default);
        }
        catch (Exception exception)
        {
            // The answer stays in the mailboxes until it expires; its client knows it already.
            LogNotSettled(exception);
        }
        finally
        {
            Leave();
        }
    }

    // False where the record is too large: it is a little larger than the answer was.
    private async ValueTask<bool> TryAppendAsync(string clientId, PooledBuffer value, LogHeaders headers)
    {
        var key = Encoding.UTF8.GetBytes(clientId);
        while (true)
        {
            try
            {
                await _log.AppendAsync(Topics.ClientResponseBroadcast, new LogEntry(key, value.WrittenMemory, headers));
                return true;
            }
            catch (LogException exception) when (exception.Error == LogError.RecordTooLarge)
            {
                return false;
            }
            catch (LogException exception) when (exception.IsTransient)
            {
                LogRetried(exception);
                await Task.Delay(RetryPause, _time);
            }
        }
    }

    private static PooledBuffer WriteTooLarge(PooledBuffer value, in ResponseMessage response)
    {
        var problem = Problem.Internal("The answer is too large to wait for its client.");
        value.Clear();
        BroadcastMessage.WriteResponse(value, response with
        {
            IsError = true,
            Content = JsonSerializer.SerializeToUtf8Bytes(problem, ProblemJson.Default.Problem),
        });
        return value;
    }

    private void Enter()
    {
        lock (_gate)
        {
            _underWay++;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_underWay == 0)
            {
                _idle?.SetResult();
                _idle = null;
            }
        }
    }

    [LoggerMessage(EventIds.HandoverFailed, LogLevel.Error, "An answer to '{Op}' could not be handed over")]
    private partial void LogFailed(Exception exception, string op);

    [LoggerMessage(EventIds.SettleFailed, LogLevel.Warning, "A settled answer could not be told to the other gateways")]
    private partial void LogNotSettled(Exception exception);

    [LoggerMessage(EventIds.HandoverRetried, LogLevel.Warning, "The log takes no answers now; trying again")]
    private partial void LogRetried(Exception exception);
}
