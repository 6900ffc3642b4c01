namespace Homing.Gateway.Tests;

/// <summary>Waits until the gateways are in a state, with a deadline that says what state they were in.</summary>
internal static class GatewaySetWaiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task WaitForConnectionsAsync(this GatewaySet gateways, int count) => WaitAsync(
        () => gateways.All.Sum(gateway => gateway.ConnectionCount) == count,
        () => $"{gateways.All.Sum(gateway => gateway.ConnectionCount)} connections, not {count}");

    public static Task WaitForServingAsync(this GatewaySet gateways) => WaitAsync(
        () => gateways.All.All(gateway => gateway.IsServing), () => "a gateway does not serve");

    private static async Task WaitAsync(Func<bool> reached, Func<string> state)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var deadline = new CancellationTokenSource(Patience);
        while (!reached())
        {
            try
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail(state());
            }
        }
    }
}
