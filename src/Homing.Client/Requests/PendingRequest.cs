using System.Text.Json;
using Homing.Client.Protocol;

namespace Homing.Client.Requests;

/// <summary>A request that is not answered yet. All but <see cref="Answer"/> is guarded by <see cref="OpenRequests"/>.</summary>
internal sealed class PendingRequest
{
    public required long Number { get; init; }

    public required string Id { get; init; }

    public required string Op { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>By the clock's timestamp.</summary>
    public required long AskedAt { get; init; }

    public required TimeSpan Deadline { get; init; }

    public RequestStage Stage { get; set; }

    /// <summary>A gateway may know of it, so it is told in hello.</summary>
    public bool IsTold { get; set; }

    public int FrameBytes { get; set; }

    public LogPosition? Accepted { get; set; }

    /// <summary>Set while it waits for the time that a gateway named.</summary>
    public ITimer? RetryTimer { get; set; }

    public TaskCompletionSource<JsonElement?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Where a pending request is.</summary>
internal enum RequestStage
{
    /// <summary>To be sent as soon as there is a connection with room.</summary>
    Waiting,

    /// <summary>On the wire of the present connection.</summary>
    InFlight,

    /// <summary>Refused for now; waits for the time that the gateway named.</summary>
    Paused,
}
