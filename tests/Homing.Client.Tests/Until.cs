namespace Homing.Client.Tests;

/// <summary>Waits for a state that gives no signal, with a deadline.</summary>
internal static class Until
{
    public static async Task TrueAsync(Func<bool> reached, string what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!reached())
        {
            try
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"There was no {what}.");
            }
        }
    }
}
