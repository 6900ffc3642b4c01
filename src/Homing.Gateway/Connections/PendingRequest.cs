using Homing.Gateway.Answers;
using Homing.Log;

namespace Homing.Gateway.Connections;

/// <summary>A request whose answer its connection waits for. Guarded by the connection's lock.</summary>
internal sealed class PendingRequest
{
    public required string Id { get; init; }

    /// <summary>The operation; null as long as <see cref="Deadline"/> is.</summary>
    public string? Op { get; set; }

    /// <summary>Nobody waits longer; null where the client named the request at its hello and nothing is known of it.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>When it came, as the clock's timestamp; 0 where it came on an earlier connection.</summary>
    public long TakenAt { get; init; }

    /// <summary>Where the request stands in the log; null until it is durable and its client was told.</summary>
    public LogPosition? Accepted { get; set; }

    /// <summary>True while the request is being appended: an answer waits until the client was told of that.</summary>
    public bool IsBeingAppended { get; set; }

    /// <summary>An answer that came while the request was being appended.</summary>
    public AnswerDelivery? Held { get; set; }
}
