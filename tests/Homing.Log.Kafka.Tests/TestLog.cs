using Microsoft.Extensions.Logging;

namespace Homing.Log.Kafka.Tests;

/// <summary>Writes log lines to the output of the running test, and keeps them for it to look at.</summary>
internal sealed class TestLog : ILogger
{
    private readonly Lock _gate = new();
    private readonly List<(LogLevel Level, int Id, string Text)> _lines = [];

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
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{logLevel} {eventId.Id} {text}");
    }
}
