using Homing.Bench.Scale;

namespace Homing.Bench.Reroute;

/// <summary>One number of gateways and one share of re-routed answers.</summary>
/// <param name="Gateways">Processes; the worker is one.</param>
/// <param name="Share">Of the answers, 0 to 1.</param>
/// <param name="P50">In ms, from when the request was due.</param>
/// <param name="P99">The same.</param>
/// <param name="Unanswered">Must be 0.</param>
/// <param name="Cost">Processor time of one request, re-routed or not, in ms, by role.</param>
/// <param name="Appends">To the broadcast topic for each answer that was re-routed; all of them where none was.</param>
internal sealed record RerouteRow(
    int Gateways, double Share, double P50, double P99, long Unanswered, RoleTimes Cost, double Appends);
