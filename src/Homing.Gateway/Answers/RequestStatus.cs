using Homing.Log;

namespace Homing.Gateway.Answers;

/// <summary>What was found out about a request.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Position">Its place in the log, where it has one.</param>
/// <param name="Deadline">Its deadline, where it is in the log.</param>
/// <param name="Op">Its operation, where it is in the log.</param>
internal readonly record struct RequestStatus(
    RequestState State, LogPosition? Position = null, DateTimeOffset? Deadline = null, string? Op = null)
{
    public static RequestStatus Unknown => new(RequestState.Unknown);
}
