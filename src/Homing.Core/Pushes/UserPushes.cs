using System.Globalization;
using System.Text;
using System.Text.Json;
using Homing.Log;
using Homing.Messages;

namespace Homing.Pushes;

/// <summary>
/// Sends pushes to users. A push waits for its user, in the log, until one of the user's connections has acknowledged
/// it or it expires; any gateway delivers it. Thread-safe.
/// </summary>
public sealed class UserPushes
{
    /// <summary>How long a push waits where nothing else is said.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(24);

    private readonly ILog _log;
    private readonly TimeProvider _time;
    private volatile bool _hasTopic;

    /// <summary>Writes to <paramref name="log"/>.</summary>
    public UserPushes(ILog log, TimeProvider time) => (_log, _time) = (log, time);

    /// <summary>Completes when the push is durable; from then on it reaches its user or expires.</summary>
    /// <param name="userId">Whom it is for: a user, wherever they are; or one client, guest or not, by its client id.</param>
    /// <param name="topic">What it is about; the user's pages choose by it.</param>
    /// <param name="body">One JSON value in UTF-8, at most <see cref="PushMessage.MaxBodyBytes"/>.</param>
    /// <param name="lifetime">How long it waits for its user. Default 24 hours.</param>
    /// <param name="pushId">
    /// Makes sending it again harmless: while the first is open there is one push. Default: an id of its own.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting for room in the log.</param>
    /// <returns>The push's id.</returns>
    /// <exception cref="ArgumentException">A name is empty or too long, or the body is not JSON or too large.</exception>
    /// <exception cref="LogException">The log did not take it.</exception>
    public async ValueTask<string> SendAsync(
        string userId,
        string topic,
        ReadOnlyMemory<byte> body,
        TimeSpan? lifetime = null,
        string? pushId = null,
        CancellationToken cancellationToken = default)
    {
        var wait = lifetime ?? DefaultLifetime;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(wait, TimeSpan.Zero, nameof(lifetime));
        var now = _time.GetUtcNow();
        var push = new PushMessage
        {
            PushId = pushId ?? Guid.CreateVersion7(now).ToString("N", CultureInfo.InvariantCulture),
            UserId = userId,
            Topic = topic,
            Body = body,
            ExpiresAt = now + wait,
        };
        ThrowIfInvalid(push);
        if (!_hasTopic)
        {
            await _log.EnsureTopicAsync(Topics.UserPushOptions, cancellationToken);
            _hasTopic = true;
        }

        using var record = new PooledBuffer(body.Length + 256);
        push.WriteTo(record);
        await _log.AppendAsync(
            Topics.UserPush, new LogEntry(Encoding.UTF8.GetBytes(push.PushId), record.WrittenMemory), cancellationToken);
        return push.PushId;
    }

    private static void ThrowIfInvalid(in PushMessage push)
    {
        var reason = PushMessage.WrongName("pushId", push.PushId) ?? PushMessage.WrongName("userId", push.UserId)
            ?? PushMessage.WrongName("topic", push.Topic);
        if (reason is not null)
        {
            throw new ArgumentException(reason);
        }

        if (push.Body.Length > PushMessage.MaxBodyBytes)
        {
            throw new ArgumentException(
                $"body has {push.Body.Length} bytes; at most {PushMessage.MaxBodyBytes} are taken");
        }

        try
        {
            // Carried as it is from here on: what is not JSON would break the frames of whoever gets it.
            var reader = new Utf8JsonReader(push.Body.Span);
            reader.Read();
            reader.Skip();
            reader.Read();
        }
        catch (JsonException exception)
        {
            throw new ArgumentException("body is not one JSON value", exception);
        }
    }
}
