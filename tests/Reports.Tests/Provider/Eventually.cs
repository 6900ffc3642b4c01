namespace Homing.Reports.Tests.Provider;

/// <summary>Waits for what another process does, which sends no signal.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task TrueAsync(Func<bool> isTrue) => TrueAsync(() => Task.FromResult(isTrue()));

    public static async Task TrueAsync(Func<Task<bool>> isTrue)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!await isTrue())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
    }
}
