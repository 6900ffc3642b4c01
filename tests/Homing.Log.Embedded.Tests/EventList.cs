using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Homing.Log.Embedded.Tests;

/// <summary>Keeps the numbers of the messages that were logged.</summary>
internal sealed class EventList : ILogger
{
    private readonly ConcurrentQueue<int> _events = new();

    public IReadOnlyCollection<int> Events => _events;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => _events.Enqueue(eventId.Id);
}
