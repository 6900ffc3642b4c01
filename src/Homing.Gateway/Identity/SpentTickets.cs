using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Homing.Log;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway.Identity;

/// <summary>
/// Lets each ticket be good for one hello, at all gateways of all processes: a hello appends its claim, and the first
/// claim of a ticket in the log wins, which every process reads in the same order. Thread-safe.
/// </summary>
internal sealed partial class SpentTickets : IHostedService, IHealthCheck, IAsyncDisposable
{
    /// <summary>One record a hello with a ticket, keyed by the client id, which a ticket has to itself.</summary>
    public const string Topic = "homing.tickets";

    // The longest lifetime that can be set, and as much again for clocks that differ.
    private static readonly TimeSpan Retention = TimeSpan.FromHours(2);
    private static readonly TimeSpan ForgetPeriod = TimeSpan.FromSeconds(30);

    private readonly ILog _log;
    private readonly TimeProvider _time;
    private readonly ILogger<SpentTickets> _logger;
    private readonly TopicFollower _follower;
    private readonly ITimer _forgetting;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, DateTimeOffset> _spent = [];
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<bool>> _claims = new();

    public SpentTickets(ILog log, TimeProvider time, ILogger<SpentTickets> logger)
    {
        _log = log;
        _time = time;
        _logger = logger;
        _follower = new TopicFollower(log, Topic, TakeAsync, exception => LogReadFailed(exception, Topic), time);
        _forgetting = time.CreateTimer(_ => Forget(), null, ForgetPeriod, ForgetPeriod);
    }

    /// <summary>Tickets that are known to be spent and have not expired.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _spent.Count;
            }
        }
    }

    /// <summary>Completes when everything is known that was spent before.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = Topic, RetentionAge = Retention }, cancellationToken);
        await _follower.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Spends a ticket that has not expired.</summary>
    /// <param name="ticketId">The client id in it.</param>
    /// <param name="expiresAt">When it expires.</param>
    /// <param name="cancellationToken">Gives up; the ticket may be spent all the same.</param>
    /// <returns>False where another hello, anywhere, was first.</returns>
    /// <exception cref="HomingException">The log did not take the claim. The ticket may be spent all the same.</exception>
    public async Task<bool> TrySpendAsync(string ticketId, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        if (!TryParse(ticketId, out var id) || IsSpent(id))
        {
            return false;
        }

        var claim = Guid.CreateVersion7(_time.GetUtcNow());
        var first = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _claims[claim] = first;
        try
        {
            var value = JsonSerializer.SerializeToUtf8Bytes(
                new SpentTicketRecord(claim, expiresAt), SpentTicketJson.Default.SpentTicketRecord);
            await _log.AppendAsync(Topic, new LogEntry(Encoding.UTF8.GetBytes(ticketId), value), cancellationToken);
            return await first.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _claims.TryRemove(claim, out _);
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_follower.Completion.IsFaulted
            ? HealthCheckResult.Unhealthy("It is no longer read which tickets are spent")
            : HealthCheckResult.Healthy());

    public async ValueTask DisposeAsync()
    {
        await _forgetting.DisposeAsync();
        await _follower.DisposeAsync();
    }

    // A ticket that has expired by our clock is refused before anybody asks here.
    internal void Forget()
    {
        var now = _time.GetUtcNow();
        lock (_gate)
        {
            foreach (var (id, expiresAt) in _spent)
            {
                if (expiresAt <= now)
                {
                    _spent.Remove(id);
                }
            }

            if (_spent.Count == 0)
            {
                _spent.TrimExcess();
            }
        }
    }

    private static bool TryParse(string ticketId, out Guid id) =>
        Guid.TryParseExact(ticketId, "N", out id);

    private bool IsSpent(Guid id)
    {
        lock (_gate)
        {
            return _spent.ContainsKey(id);
        }
    }

    private ValueTask TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken)
    {
        if (!TryRead(record, out var id, out var spent))
        {
            LogUnreadable(record.Offset, Topic);
            return ValueTask.CompletedTask;
        }

        var isFirst = spent.ExpiresAt > _time.GetUtcNow();
        if (isFirst)
        {
            lock (_gate)
            {
                isFirst = _spent.TryAdd(id, spent.ExpiresAt);
            }
        }

        if (_claims.TryGetValue(spent.Claim, out var waiting))
        {
            waiting.TrySetResult(isFirst);
        }

        return ValueTask.CompletedTask;
    }

    private static bool TryRead(in LogRecord record, out Guid id, [NotNullWhen(true)] out SpentTicketRecord? spent)
    {
        spent = null;
        if (TryParse(Encoding.UTF8.GetString(record.Key.Span), out id) && record.Value is { } value)
        {
            try
            {
                spent = JsonSerializer.Deserialize(value.Span, SpentTicketJson.Default.SpentTicketRecord);
            }
            catch (JsonException)
            {
                // Somebody else wrote it.
            }
        }

        return spent is not null;
    }

    [LoggerMessage(EventIds.SpentTicketsReadFailed, LogLevel.Warning, "Could not read {Topic}; it is tried again")]
    private partial void LogReadFailed(Exception exception, string topic);

    [LoggerMessage(EventIds.SpentTicketUnreadable, LogLevel.Warning,
        "Passed over the record at offset {Offset} of {Topic}: it is not a spent ticket")]
    private partial void LogUnreadable(long offset, string topic);
}
