using Microsoft.Extensions.Logging;

namespace Homing.Leases.Redis.Tests;

/// <summary>A log that tests wait for: what is logged has happened.</summary>
internal sealed class SignalLogger<T> : ILogger<T>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private readonly List<(int Id, string Text)> _lines = [];
    private TaskCompletionSource _changed = NewSignal();

    public IReadOnlyList<(int Id, string Text)> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Returns once the event was logged that many times.</summary>
    public async Task WaitForAsync(int eventId, int times = 1)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_lines.Count(line => line.Id == eventId) >= times)
                {
                    return;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(Deadline, TestContext.Current.CancellationToken);
            }
            catch (TimeoutException)
            {
                Assert.Fail($"Event {eventId} did not come {times} times; there was: {string.Join(" | ", Lines)}");
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _lines.Add((eventId.Id, formatter(state, exception)));
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
