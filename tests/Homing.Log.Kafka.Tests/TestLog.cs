using Microsoft.Extensions.Logging;

namespace Homing.Log.Kafka.Tests;

/// <summary>Writes log lines to the output of the running test, and keeps them for it to look at.</summary>
internal sealed class TestLog : ILogger
{
    private readonly Lock _gate = new();
    private readonly List<(LogLevel Level, int Id, string Text)> _lines = [];
    private readonly List<(int Id, TaskCompletionSource Seen)> _waiters = [];

    public IReadOnlyList<(LogLevel Level, int Id, string Text)> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Completes when a line with that event id is there.</summary>
    public Task WaitForAsync(int id)
    {
        lock (_gate)
        {
            if (_lines.Exists(line => line.Id == id))
            {
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((id, waiter));
            return waiter.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    public int Count(int id) => Lines.Count(line => line.Id == id);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        lock (_gate)
        {
            _lines.Add((logLevel, eventId.Id, text));
            _waiters.FindAll(waiter => waiter.Id == eventId.Id).ForEach(waiter => waiter.Seen.TrySetResult());
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{logLevel} {eventId.Id} {text}");
    }
}
