using Homing.Log;

namespace Homing.Deliveries.History;

/// <summary>What is needed to find a ride's positions in the log.</summary>
/// <param name="RouteId">The route.</param>
/// <param name="RideId">The ride, as it is named outside.</param>
/// <param name="Header">The ride as its positions name it; null where they name none.</param>
/// <param name="ClientId">Who asked for it.</param>
/// <param name="First">Where its first position stands.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it arrived; null while it is under way.</param>
internal sealed record TrackedRide(
    string RouteId,
    string RideId,
    string? Header,
    string ClientId,
    LogPosition First,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt);
