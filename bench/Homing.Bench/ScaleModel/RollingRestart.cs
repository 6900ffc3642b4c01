namespace Homing.Bench.ScaleModel;

/// <summary>
/// Every gateway is stopped and started once, one after the other; its clients go to the others. Who is sent to a gateway
/// whose turn is still to come moves again.
/// </summary>
/// <param name="MovesEach">How often a client moved, on average.</param>
/// <param name="Largest">Most clients that one gateway had, over an even share.</param>
/// <param name="Seconds">Until the last is back.</param>
/// <param name="Pace">The fastest that clients were sent away, over what the told rate allows the others.</param>
/// <param name="Clients">Connected at the end.</param>
internal sealed record RollingRestart(double MovesEach, double Largest, double Seconds, double Pace, long Clients)
{
    /// <param name="plan">The fleet.</param>
    /// <param name="fewestFirst">Whether the balancer sends a client to who has the fewest; else to anyone.</param>
    /// <param name="seed">Of the draws.</param>
    public static RollingRestart Simulate(FleetPlan plan, bool fewestFirst, int seed)
    {
        var count = plan.Gateways ?? throw new ArgumentException("There is no such fleet.", nameof(plan));
        var random = new Random(seed);
        var clients = new long[count];
        for (var index = 0; index < count; index++)
        {
            clients[index] = (plan.Setting.Clients / count) + (index < plan.Setting.Clients % count ? 1 : 0);
        }

        var (moves, largest, seconds, pace) = (0L, 0L, 0.0, 0.0);
        for (var stopping = 0; stopping < count; stopping++)
        {
            largest = Math.Max(largest, clients.Max());
            var leaving = clients[stopping];
            clients[stopping] = 0;
            moves += leaving;
            var rate = PaceOf(plan.Setting, leaving);
            pace = Math.Max(pace, rate / ((count - 1) * plan.Setting.ReconnectRate));
            seconds += (leaving / rate) + plan.Setting.LeastWindow + UnitCosts.GatewayStart.Value;
            Spread(clients, stopping, leaving, fewestFirst, random);
        }

        largest = Math.Max(largest, clients.Max());
        return new RollingRestart(
            (double)moves / plan.Setting.Clients, largest / plan.ClientsEach, seconds, pace, clients.Sum());
    }

    // A gateway sends its clients away at DrainRate, and faster only where half of DrainTimeout would not do for all.
    private static double PaceOf(FleetSetting setting, long leaving) =>
        Math.Max(setting.DrainRate, leaving / (setting.DrainTimeout / 2));

    private static void Spread(long[] clients, int stopping, long leaving, bool fewestFirst, Random random)
    {
        var least = new PriorityQueue<int, long>(
            Enumerable.Range(0, clients.Length).Where(index => index != stopping).Select(index => (index, clients[index])));
        for (; leaving > 0; leaving--)
        {
            var to = random.Next(clients.Length - 1);
            to += to >= stopping ? 1 : 0;
            if (fewestFirst)
            {
                to = least.Dequeue();
                least.Enqueue(to, clients[to] + 1);
            }

            clients[to]++;
        }
    }
}
