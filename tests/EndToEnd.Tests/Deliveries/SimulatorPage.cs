using System.Globalization;
using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Deliveries;

/// <summary>What a simulator says of itself at <c>/metrics</c>.</summary>
/// <param name="Rides">Rides that it drives.</param>
/// <param name="Positions">Positions that it has appended since its start, but for first ones.</param>
/// <param name="Resumed">Rides that it took over.</param>
internal sealed partial record SimulatorPage(long Rides, long Positions, long Resumed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static async Task UntilAsync(ServerProcess server, Func<SimulatorPage, bool> isSo)
    {
        using var client = new HttpClient { BaseAddress = server.Server };
        using var deadline = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        SimulatorPage? last = null;
        try
        {
            while (last is null || !isSo(last))
            {
                await timer.WaitForNextTickAsync(deadline.Token);
                using var answer = await client.GetAsync(new Uri("metrics", UriKind.Relative), deadline.Token);

                // 503 where they could not be collected in time.
                last = answer.IsSuccessStatusCode ? Read(await answer.Content.ReadAsStringAsync(deadline.Token)) : last;
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"It never came to it: {last}\n{server.Output}");
        }
    }

    private static SimulatorPage Read(string page)
    {
        return new SimulatorPage(Sum(RidesLine()), Sum(PositionsLine()), Sum(ResumedLine()));

        long Sum(Regex line) => line.Matches(page).Sum(match => (long)double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^homing_deliveries_simulator_rides(?:\{[^}]*\})? (\S+)", RegexOptions.Multiline)]
    private static partial Regex RidesLine();

    [GeneratedRegex(@"^homing_deliveries_simulator_lateness\w*_count(?:\{[^}]*\})? (\S+)", RegexOptions.Multiline)]
    private static partial Regex PositionsLine();

    [GeneratedRegex(@"^homing_deliveries_simulator_directions\w*\{[^}]*outcome=""resumed""[^}]*\} (\S+)", RegexOptions.Multiline)]
    private static partial Regex ResumedLine();
}
