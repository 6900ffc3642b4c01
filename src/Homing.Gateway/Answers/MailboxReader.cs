using Homing.Log;
using Homing.Messages;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway.Answers;

/// <summary>Fills the mailbox from the topic that all gateways read.</summary>
internal sealed partial class MailboxReader : IAsyncDisposable
{
    private readonly ILog _log;
    private readonly Mailbox _mailbox;
    private readonly DeadLetters _deadLetters;
    private readonly TimeSpan _resumeTtl;
    private readonly TimeProvider _time;
    private readonly ILogger<MailboxReader> _logger;
    private readonly TopicFollower _follower;

    public MailboxReader(
        ILog log, Mailbox mailbox, DeadLetters deadLetters, GatewayOptions options, TimeProvider time, ILogger<MailboxReader> logger)
    {
        _log = log;
        _mailbox = mailbox;
        _deadLetters = deadLetters;
        _resumeTtl = options.ResumeTtl;
        _time = time;
        _logger = logger;
        _follower = new TopicFollower(log, Topics.ClientResponseBroadcast, TakeAsync, LogReadFailed, time);
    }

    /// <summary>Completes when the mailbox holds what other gateways' mailboxes hold.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _log.EnsureTopicAsync(Topics.ClientResponseBroadcastOptions(_resumeTtl), cancellationToken);
        await _follower.StartAsync(cancellationToken);
        LogRead(_mailbox.Count);
    }

    /// <summary>False where reading has ended by an error: then nothing comes into the mailbox any more.</summary>
    public bool IsReading => !_follower.Completion.IsFaulted;

    /// <summary>Completes when everything that is in the topic now has been taken.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => _follower.CatchUpAsync(cancellationToken);

    public ValueTask DisposeAsync() => _follower.DisposeAsync();

    private async ValueTask TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken)
    {
        if (!BroadcastMessage.TryRead(record.Value ?? default, out var message, out var reason, record.Headers))
        {
            await _deadLetters.AppendAsync(Topics.ClientResponseBroadcast, partition, record, reason, cancellationToken);
        }
        else if (message.Response is not { } response)
        {
            _mailbox.Settle(new RequestKey(message.ClientId, message.RequestId));
        }
        else if (record.Timestamp + _resumeTtl is var expiresAt && expiresAt > _time.GetUtcNow())
        {
            _mailbox.Add(response, expiresAt);
        }
    }

    [LoggerMessage(EventIds.MailboxReadFailed, LogLevel.Warning, "Could not read the mailbox's topic; trying again")]
    private partial void LogReadFailed(Exception exception);

    [LoggerMessage(EventIds.MailboxRead, LogLevel.Information, "Read back the mailbox: {Count} answers wait")]
    private partial void LogRead(int count);
}
