namespace Homing.Client.Tests;

/// <summary>The client against the real gateway.</summary>
public sealed class GatewayTests
{
    [Fact]
    public async Task Request_is_answered()
    {
        await using var gateway = await GatewayHost.StartedAsync();
        await using var tested = new ClientUnderTest(TimeProvider.System, gateway.Server);

        Assert.Equal("Türkçe 漢字 🐦 \"", (await tested.AskAsync("Türkçe 漢字 🐦 \"")).Text);
    }

    [Fact]
    public async Task Refusal_comes_back_as_its_problem()
    {
        await using var gateway = await GatewayHost.StartedAsync();
        await using var tested = new ClientUnderTest(TimeProvider.System, gateway.Server);

        var problem = await Assert.ThrowsAsync<HomingProblemException>(() => tested.AskAsync("way", op: "refuse"));
        var unknown = await Assert.ThrowsAsync<HomingException>(() => tested.AskAsync("x", op: "nobody"));

        Assert.Equal(("urn:problem-type:homing:invalid-request", 400, "no way"), (problem.Type, problem.Status, problem.Detail));
        Assert.Equal("unknown_op", unknown.Code);
    }

    [Fact]
    public async Task Many_at_a_time_are_each_answered_with_their_own()
    {
        await using var gateway = await GatewayHost.StartedAsync();
        await using var tested = new ClientUnderTest(TimeProvider.System, gateway.Server);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5000).Select(number => tested.AskAsync($"{number}")));

        Assert.Equal(Enumerable.Range(0, 5000).Select(number => $"{number}"), answers.Select(answer => answer.Text));
        Assert.Equal(0, tested.Client.PendingRequests);
    }

    [Fact]
    public async Task Gateway_that_is_stopped_and_started_again_costs_no_answer()
    {
        await using var gateway = await GatewayHost.StartedAsync();
        await using var tested = new ClientUnderTest(TimeProvider.System, gateway.Server);
        var before = (HomingState.Connected)await ConnectedAsync(tested);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => tested.AskAsync($"before {number}")));

        await gateway.StopAsync();
        var during = Enumerable.Range(0, 500).Select(number => tested.AskAsync($"during {number}")).ToArray();
        Assert.All(during, answer => Assert.False(answer.IsCompleted));
        await gateway.StartAsync();

        var answers = await Task.WhenAll(during);
        var after = Assert.IsType<HomingState.Connected>(tested.Client.State);
        Assert.Equal(Enumerable.Range(0, 500).Select(number => $"during {number}"), answers.Select(answer => answer.Text));
        Assert.Equal((before.ClientId, true), (after.ClientId, after.Resumed));
    }

    [Fact]
    public async Task Request_that_was_accepted_before_the_gateway_stopped_is_answered_after_it()
    {
        await using var gateway = await GatewayHost.StartedAsync();
        await using var tested = new ClientUnderTest(TimeProvider.System, gateway.Server);
        var waiting = tested.AskAsync("patient", op: "wait");
        // Behind it in the same partition: when this one is answered, the other is accepted.
        await tested.AskAsync("echo");

        await gateway.StopAsync();
        await gateway.StartAsync();
        gateway.OpenGate();

        Assert.Equal("patient", (await waiting).Text);
    }

    private static async Task<HomingState> ConnectedAsync(ClientUnderTest tested)
    {
        await tested.Client.ConnectAsync(TestContext.Current.CancellationToken);
        return tested.Client.State;
    }
}
