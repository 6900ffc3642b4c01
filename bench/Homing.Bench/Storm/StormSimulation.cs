namespace Homing.Bench.Storm;

/// <summary>
/// A reconnect storm in simulated time: all clients lose their connection at time 0 and come back by a rule. The same
/// seed gives the same storm.
/// </summary>
internal static class StormSimulation
{
    /// <summary>A rule that needs more tries than this in all is cut off; who is not back then is still trying.</summary>
    public const int MaxTries = 20_000_000;

    public static StormOutcome Run(StormSetting setting, ReconnectRule rule, int seed)
    {
        var random = new Random(seed);
        var gateways = Enumerable.Range(0, setting.Gateways)
            .Select(_ => new AcceptQueue(setting.Budget / setting.Gateways, setting.Backlog, setting.Down))
            .ToArray();
        var outcome = new StormOutcome(setting);

        // The order of equal times is the order in which they were scheduled, so that nothing is left to the heap.
        var due = new PriorityQueue<int, (double At, long Order)>(setting.Clients);
        var order = 0L;
        for (var client = 0; client < setting.Clients; client++)
        {
            Schedule(client, 0);
        }

        while (outcome.Tries < MaxTries && due.TryDequeue(out var client, out var arrival))
        {
            outcome.Tried(client, arrival.At);
            var done = gateways[random.Next(gateways.Length)].Enter(arrival.At);
            if (done is { } at && at - arrival.At <= setting.ConnectTimeout)
            {
                outcome.CameBack(at);
            }
            else
            {
                Schedule(client, done is null ? arrival.At : arrival.At + setting.ConnectTimeout);
            }
        }

        return outcome;

        void Schedule(int client, double now)
        {
            if (rule.Delay(outcome.TriesOf(client), now, random) is { } delay)
            {
                var travel = setting.NetworkDelay > 0 ? random.NextDouble() * setting.NetworkDelay : 0;
                due.Enqueue(client, (now + delay + travel, order++));
            }
            else
            {
                outcome.GaveUp();
            }
        }
    }
}
