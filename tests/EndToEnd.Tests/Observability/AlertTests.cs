using Homing.Testing;

namespace EndToEnd.Tests.Observability;

/// <summary>A real Prometheus with the shipped configuration looks at real processes, and at what is done to them.</summary>
public sealed class AlertTests
{
    private const int LateRequests = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alerts_fire_for_what_was_done_and_not_before()
    {
        var program = PrometheusServer.Find();
        Assert.SkipWhen(program is null, "Prometheus is not installed here.");
        var teller = AlertmanagerServer.Find();
        Assert.SkipWhen(teller is null, "Alertmanager is not installed here.");
        using var soundData = new DataFolder();
        using var faultyData = new DataFolder();
        await DeadLetters.PoisonAsync(faultyData.Path, Token);
        await using var sound = await ServerProcess.RunAsync(soundData.Path, "gateway,parking-worker,report-trigger");

        // No worker: what is asked here is never answered. The feed is there, and what it says is stale at once.
        await using var faulty = await ServerProcess.RunAsync(faultyData.Path, "gateway,parking-feed", new Dictionary<string, string>
        {
            ["Homing__Parking__StaleAfter"] = "00:00:01",
            ["Homing__Parking__ReplaySpeed"] = "1",
        });
        await using var alertmanager = await AlertmanagerServer.StartAsync(teller!);
        await using var prometheus = PrometheusServer.Start(program!, alertmanager.Address, sound.Server, faulty.Server);

        await prometheus.UntilAsync("both are scraped", async () => await prometheus.AskAsync("sum(up{job='homing'})") == 2, Token);
        await CheckBeforeAsync(prometheus);

        await using (var client = await SocketClient.ConnectAsync(faulty.Server))
        {
            await AskInVainAsync(client);
            await FireAsync(
                prometheus, "HomingDeadLetters", "HomingRequestsUnanswered", "HomingBudgetBurnsFast", "HomingBudgetBurns",
                "HomingBudgetBurnsSlowly", "HomingBudgetWillBeSpent", "HomingParkingStale");
        }

        await CheckWordsAsync(prometheus);
        await prometheus.UntilAsync(
            "it stands among the tickets that the feed is stale",
            () => Task.FromResult(alertmanager.HasTold("tickets", "HomingParkingStale")), Token);

        await faulty.KillAsync();
        await prometheus.UntilAsync(
            "the one that was killed is down, and no other",
            async () => (await DownAsync(prometheus)).SetEquals([faulty.Server.Authority])
                && !(await prometheus.NamesAsync()).Contains("HomingNoGateway"),
            Token);

        await sound.KillAsync();
        await FireAsync(prometheus, "HomingNothingScraped", "HomingNoGateway");
        await prometheus.UntilAsync(
            "somebody is woken, as nothing can be seen any more",
            () => Task.FromResult(alertmanager.HasTold("on-call", "HomingNothingScraped")), Token);
        Assert.False(alertmanager.HasTold("on-call", "HomingParkingStale"));
    }

    private static async Task CheckBeforeAsync(PrometheusServer prometheus)
    {
        // A counter's series is there from the start, or its first event could not be told.
        await prometheus.UntilAsync(
            "the counters begin at 0",
            async () => await prometheus.AskAsync("sum(homing_gateway_requests_settled_total{outcome='late'})") == 0, Token);
        await prometheus.UntilAsync(
            "every rule has been evaluated",
            async () => (await prometheus.RulesAsync()).All(rule => rule.GetProperty("health").GetString() == "ok"), Token);

        // Before the first scrape there was nothing, and that is over.
        string[] caused = ["HomingRequestsUnanswered", "HomingBudgetBurnsFast", "HomingNoGateway", "HomingNothingScraped", "HomingTargetDown"];
        await prometheus.UntilAsync(
            "nothing fires that nobody has caused", async () => !(await prometheus.NamesAsync()).Overlaps(caused), Token);
    }

    private static async Task AskInVainAsync(SocketClient client)
    {
        for (var number = 0; number < LateRequests; number++)
        {
            var body = new { lat = 41.0, lng = 29.0 };
            await client.SendAsync(new { type = "request", id = $"r{number}", op = "parking.nearby", deadline_ms = 100, body });
        }

        for (var number = 0; number < LateRequests; number++)
        {
            Assert.Equal("deadline_exceeded", (await client.ReceiveAsync("error")).GetProperty("code").GetString());
        }
    }

    private static Task FireAsync(PrometheusServer prometheus, params string[] alerts) => prometheus.UntilAsync(
        "firing are " + string.Join(", ", alerts), async () => (await prometheus.NamesAsync()).IsSupersetOf(alerts), Token);

    private static async Task<HashSet<string>> DownAsync(PrometheusServer prometheus) =>
        [.. (await prometheus.FiringAsync()).Select(alert => alert.GetProperty("labels"))
            .Where(labels => labels.GetProperty("alertname").GetString() == "HomingTargetDown")
            .Select(labels => labels.GetProperty("instance").GetString()!)];

    private static async Task CheckWordsAsync(PrometheusServer prometheus)
    {
        var firing = await prometheus.FiringAsync();
        var dead = firing.Single(alert => alert.GetProperty("labels").GetProperty("alertname").GetString() == "HomingDeadLetters");
        Assert.Equal(DeadLetters.Topic, dead.GetProperty("labels").GetProperty("messaging_destination_name").GetString());
        Assert.All(firing, alert =>
        {
            var words = alert.GetProperty("annotations");
            Assert.EndsWith(
                "#" + alert.GetProperty("labels").GetProperty("alertname").GetString()!.ToLowerInvariant(),
                words.GetProperty("runbook_url").GetString(), StringComparison.Ordinal);
            Assert.All(
                [words.GetProperty("summary").GetString()!, words.GetProperty("description").GetString()!],
                text => Assert.DoesNotContain("<", text, StringComparison.Ordinal));
        });
    }
}
