using Homing.Gateway.Answers;
using Homing.History;

namespace Homing.Gateway.Connections;

/// <summary>What all connections share.</summary>
internal sealed record ConnectionContext(
    GatewayOptions Options, GatewayMetrics Metrics, RecentRequests Recent, IHistory History, TimeProvider Time);
