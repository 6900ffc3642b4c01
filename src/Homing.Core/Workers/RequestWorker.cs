using System.Text;
using System.Text.Json;
using Homing.History;
using Homing.Log;
using Homing.Messages;
using Homing.Tracing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Workers;

/// <summary>
/// One group's reader of <c>client_request</c>. A request's position is done only when its answer is durable in the
/// asker's response topic, so a crash between the two makes the next reader answer again (at least once).
/// </summary>
internal sealed partial class RequestWorker : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly string _group;
    private readonly string _actor;
    private readonly Dictionary<string, RequestOperation> _operations;
    private readonly ILog _log;
    private readonly DeadLetters _deadLetters;
    private readonly OperationCatalog? _allOperations;
    private readonly Cancellations _cancellations;
    private readonly GroupLags _lags;
    private readonly WorkerMetrics _metrics;
    private readonly IHistory _history;
    private readonly MessagingOptions _messaging;
    private readonly WorkerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RequestWorker> _logger;
    private readonly SemaphoreSlim _slots;

    public RequestWorker(
        string group,
        Dictionary<string, RequestOperation> operations,
        ILog log,
        DeadLetters deadLetters,
        OperationCatalog catalog,
        Cancellations cancellations,
        GroupLags lags,
        WorkerMetrics metrics,
        IHistory history,
        MessagingOptions messaging,
        WorkerOptions options,
        TimeProvider time,
        ILogger<RequestWorker> logger)
    {
        _group = group;
        _actor = "worker:" + group;
        _operations = operations;
        _log = log;
        _deadLetters = deadLetters;
        _allOperations = options.SetUnknownAside ? catalog : null;
        _cancellations = cancellations;
        _lags = lags;
        _metrics = metrics;
        _history = history;
        _messaging = messaging;
        _time = time;
        _logger = logger;
        _options = options;
        _slots = new SemaphoreSlim(options.MaxConcurrency);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _log.EnsureTopicAsync(Topics.ClientRequestOptions(_messaging), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var reader = _log.OpenGroupReader(Topics.ClientRequest, _group, StartAt.Beginning);
        using var tracked = _lags.Track(Topics.ClientRequest, _group);
        var shares = new GroupShares(reader);
        LogStarted(_group, string.Join(", ", _operations.Keys));
        using var abandoning = new CancellationTokenSource();
        try
        {
            while (await reader.ReadPatientlyAsync(_time, failure => LogReadFailed(failure, _group), stoppingToken) is { } batch)
            {
                await ProcessAsync(shares.Of(batch).Tracker, batch, abandoning.Token, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped in the middle of a batch.
        }

        await FinishAsync(abandoning);
    }

    // What was begun is finished here, so that nobody has to begin it anew. A handler that does not heed its cancellation
    // is left alone: whoever reads its partition next answers too.
    private async Task FinishAsync(CancellationTokenSource abandoning)
    {
        using var leaving = new CancellationTokenSource(_options.StopTimeout + RetryPause, _time);
        await using var timeout = _time.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(),
            abandoning,
            _options.StopTimeout,
            Timeout.InfiniteTimeSpan);
        var free = 0;
        try
        {
            while (free < _options.MaxConcurrency)
            {
                await _slots.WaitAsync(leaving.Token);
                free++;
            }
        }
        catch (OperationCanceledException)
        {
            LogLeft(_options.MaxConcurrency - free, _group);
        }

        if (free > 0)
        {
            _slots.Release(free);
        }
    }

    /// <param name="tracker">Of the batch's partition.</param>
    /// <param name="batch">Requests, and what is not one.</param>
    /// <param name="abandoning">Cancelled when what was begun is no longer waited for.</param>
    /// <param name="stoppingToken">Cancelled when nothing more is begun.</param>
    private async ValueTask ProcessAsync(
        PositionTracker tracker, LogBatch batch, CancellationToken abandoning, CancellationToken stoppingToken)
    {
        for (var index = 0; index < batch.Records.Length; index++)
        {
            var record = batch.Records.Span[index];
            var ticket = tracker.Add(record.Offset);
            if (!RequestMessage.TryRead(record.Value ?? default, out var request, out var reason))
            {
                await _deadLetters.AppendAsync(
                    Topics.ClientRequest, batch.Partition, record, reason, stoppingToken);
                tracker.Complete(ticket);
            }
            else if (!_operations.TryGetValue(request.Op, out var operation))
            {
                if (_allOperations is { } all && !all.Contains(request.Op))
                {
                    await _deadLetters.AppendAsync(
                        Topics.ClientRequest, batch.Partition, record, $"there is no operation '{request.Op}'", stoppingToken);
                }

                // Another group's.
                tracker.Complete(ticket);
            }
            else if (!IsWaitedFor(request))
            {
                // Nobody waits for it any more.
                Record(HistoryStep.Skipped, request, batch.Partition, record.Offset);
                _metrics.RequestSkipped();
                tracker.Complete(ticket);
            }
            else
            {
                await _slots.WaitAsync(stoppingToken);
                _ = AnswerAsync(operation, request, batch.Partition, record, tracker, ticket, abandoning);
            }
        }
    }

    private bool IsWaitedFor(in RequestMessage request) =>
        request.Deadline > _time.GetUtcNow()
        && !_cancellations.Contains(new RequestKey(request.ClientId, request.RequestId));

    // The record's bytes are read before the first await: after it, the batch may be gone.
    private async Task AnswerAsync(
        RequestOperation operation,
        RequestMessage request,
        int partition,
        LogRecord record,
        PositionTracker tracker,
        long ticket,
        CancellationToken abandoning)
    {
        _metrics.RequestTaken(request.Op, _time.GetUtcNow() - record.Timestamp);
        var came = TraceContext.Read(record.Headers);
        var activity = MessageTrace.StartProcess(Topics.ClientRequest, request.RequestId, came, _group);
        MessageTrace.Enter(activity);
        var outcome = WorkerMetrics.Answered;
        try
        {
            Record(HistoryStep.Begun, request, partition, record.Offset);
            var began = _time.GetTimestamp();
            var context = new RequestContext(request.ClientId, request.RequestId, request.Op, request.Deadline);
            using var answer = new PooledBuffer(1024);
            try
            {
                var response = await HandleAsync(operation, request, context, abandoning);
                ResponseMessage.WriteStart(answer, request, isError: false);
                response.WriteTo(answer);
                ResponseMessage.WriteEnd(answer);
            }
            catch (Exception exception) when (exception is not RequestCancelledException
                && (exception is not OperationCanceledException || !abandoning.IsCancellationRequested))
            {
                var problem = ProblemOf(exception, request.Op);
                outcome = problem.Status < 500 ? WorkerMetrics.Refused : WorkerMetrics.Failed;
                MessageTrace.Fail(activity, exception);
                WriteProblem(answer, request, problem);
            }

            var handled = _time.GetTimestamp();
            _metrics.Handled(request.Op, outcome, _time.GetElapsedTime(began, handled));
            await AppendAnswerAsync(
                request, answer, TraceContext.Write(TraceContext.Of(activity, came)), partition, record.Offset, abandoning);
            _metrics.AnswerAppended(_time.GetElapsedTime(handled));
            Record(HistoryStep.Answered, request, partition, record.Offset);
            tracker.Complete(ticket);
        }
        catch (RequestCancelledException)
        {
            // Taken back while it was worked on: nobody waits for an answer.
            outcome = WorkerMetrics.Cancelled;
            tracker.Complete(ticket);
        }
        catch (OperationCanceledException) when (abandoning.IsCancellationRequested)
        {
            // Not answered and not done: whoever reads the partition next answers it.
        }
        catch (Exception exception)
        {
            // The position stays before this record, so a restart answers it.
            MessageTrace.Fail(activity, exception);
            LogAnswerNotAppended(exception, request.Op, partition, record.Offset);
        }
        finally
        {
            MessageTrace.End(activity, outcome);
            _metrics.RequestLeft();
            _slots.Release();
        }
    }

    // What is answered at once is not entered: nobody could take it back in between.
    private async ValueTask<RequestOperation.IAnswer> HandleAsync(
        RequestOperation operation, RequestMessage request, RequestContext context, CancellationToken abandoning)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(abandoning);
        var handling = operation.HandleAsync(request.Body, context, work.Token);
        if (handling.IsCompleted)
        {
            return await handling;
        }

        var key = new RequestKey(request.ClientId, request.RequestId);
        _cancellations.Enter(key, work);
        try
        {
            return await handling;
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested && !abandoning.IsCancellationRequested)
        {
            throw new RequestCancelledException();
        }
        finally
        {
            _cancellations.Leave(key, work);
        }
    }

    private async ValueTask AppendAnswerAsync(
        RequestMessage request,
        PooledBuffer answer,
        LogHeaders headers,
        int partition,
        long offset,
        CancellationToken abandoning)
    {
        var topic = Topics.ClientResponse(request.ApiId);
        var key = Encoding.UTF8.GetBytes(request.ClientId);
        while (true)
        {
            try
            {
                await _log.AppendAsync(topic, new LogEntry(key, answer.WrittenMemory, headers), abandoning);
                return;
            }
            catch (LogException exception) when (exception.Error == LogError.RecordTooLarge)
            {
                LogAnswerNotAppended(exception, request.Op, partition, offset);
                WriteProblem(answer, request, Problem.Internal("The answer is too large: " + exception.Message));
            }
            catch (LogException exception) when (exception.Error == LogError.UnknownTopic)
            {
                // No gateway ever had that id: there is nobody to answer.
                await SetAsideAsync(new LogPosition(partition, offset), exception.Message, abandoning);
                return;
            }
            catch (LogException exception) when (exception.IsTransient)
            {
                LogAnswerNotAppended(exception, request.Op, partition, offset);
                await Task.Delay(RetryPause, _time, abandoning);
            }
        }
    }

    // The batch that the request came with is gone by now: it is read again, as it stands in the log.
    private async Task SetAsideAsync(LogPosition position, string reason, CancellationToken stoppingToken)
    {
        var appending = await _log.ReadAtAsync(
            Topics.ClientRequest,
            position,
            record => _deadLetters.AppendAsync(Topics.ClientRequest, position.Partition, record, reason, stoppingToken).AsTask(),
            stoppingToken);
        await (appending ?? Task.CompletedTask);
    }

    private void Record(HistoryStep step, in RequestMessage request, int partition, long offset)
    {
        if (_history.IsOn)
        {
            _history.Record(step, _actor, request.ClientId, request.RequestId, $"{partition}@{offset}");
        }
    }

    private static void WriteProblem(PooledBuffer answer, in RequestMessage request, Problem problem)
    {
        answer.Clear();
        ResponseMessage.WriteStart(answer, request, isError: true);
        using (var writer = new Utf8JsonWriter(answer))
        {
            JsonSerializer.Serialize(writer, problem, ProblemJson.Default.Problem);
        }

        ResponseMessage.WriteEnd(answer);
    }

    private Problem ProblemOf(Exception exception, string op)
    {
        switch (exception)
        {
            case ProblemException refused:
                return refused.Problem;
            case JsonException invalid:
                return Problem.InvalidRequest(invalid.Path is { Length: > 1 } path
                    ? $"{path[2..]}: {FirstSentence(invalid.Message)}"
                    : FirstSentence(invalid.Message));
            default:
                LogHandlerFailed(exception, op);
                return Problem.Internal($"The handler of '{op}' failed.");
        }
    }

    private static string FirstSentence(string message) =>
        message.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? message[..(end + 1)] : message;

    [LoggerMessage(EventIds.WorkerStarted, LogLevel.Information, "Workers '{Group}' answer {Ops}")]
    private partial void LogStarted(string group, string ops);

    [LoggerMessage(EventIds.WorkerLeft, LogLevel.Warning,
        "{Count} requests of '{Group}' were not finished when it stopped; they are begun anew elsewhere")]
    private partial void LogLeft(int count, string group);

    [LoggerMessage(EventIds.WorkerReadFailed, LogLevel.Warning, "Workers '{Group}' could not read; trying again")]
    private partial void LogReadFailed(Exception exception, string group);

    [LoggerMessage(EventIds.HandlerFailed, LogLevel.Error, "The handler of '{Op}' failed")]
    private partial void LogHandlerFailed(Exception exception, string op);

    [LoggerMessage(EventIds.AnswerNotAppended, LogLevel.Error,
        "The answer to '{Op}' at {Partition}@{Offset} could not be appended")]
    private partial void LogAnswerNotAppended(Exception exception, string op, int partition, long offset);

    private sealed class RequestCancelledException : Exception;
}
