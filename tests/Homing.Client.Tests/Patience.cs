namespace Homing.Client.Tests;

/// <summary>Waits for a signal, with a deadline that fails the test and says for what it waited.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task<T> WaitAsync<T>(Task<T> task, string what)
    {
        await WaitAsync((Task)task, what);
        return await task;
    }

    public static async Task WaitAsync(Task task, string what)
    {
        if (await Task.WhenAny(task, Task.Delay(Limit, TimeProvider.System)) != task)
        {
            Assert.Fail($"There was no {what} within {Limit.TotalSeconds} s.");
        }

        await task;
    }
}
