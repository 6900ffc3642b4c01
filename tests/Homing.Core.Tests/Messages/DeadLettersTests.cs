using System.Diagnostics.Metrics;
using System.Text;
using Homing.Log;
using Homing.Messages;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Core.Tests.Messages;

public sealed class DeadLettersTests : IAsyncDisposable
{
    private const string Dead = "orders.dead";

    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryLog _log;
    private readonly DeadLetters _letters;

    public DeadLettersTests()
    {
        _log = new InMemoryLog(_time);
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        _letters = new DeadLetters(_log, new MessagingMetrics(meters), _time, NullLogger<DeadLetters>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task Value_that_is_too_large_with_its_reason_is_cut_and_says_so()
    {
        var largest = (1 << 20) + (64 << 10);

        await _letters.AppendAsync("orders", 3, RecordOf(new byte[largest]), "not JSON", Token);

        var letter = await ReadAsync();
        Assert.Equal(largest / 2, letter.Value!.Value.Length);
        Assert.Equal("not JSON", HeaderOf(letter, DeadLetters.ReasonHeader));
        Assert.Equal($"{largest / 2}", HeaderOf(letter, DeadLetters.CutHeader));
    }

    [Fact]
    public async Task Log_without_room_is_waited_for()
    {
        var full = true;
        var tried = new TaskCompletionSource();
        _log.FailAppend = _ =>
        {
            tried.TrySetResult();
            return full ? new LogException(LogError.Full, "full") : null;
        };

        var appending = _letters.AppendAsync("orders", 0, RecordOf([1]), "not JSON", Token).AsTask();
        await tried.Task.WaitAsync(Token);
        Assert.False(appending.IsCompleted);
        full = false;
        while (!appending.IsCompleted)
        {
            // The pause may begin only now.
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await appending;

        Assert.Equal([1], (await ReadAsync()).Value!.Value.ToArray());
    }

    private static LogRecord RecordOf(byte[] value) =>
        new() { Offset = 7, Timestamp = default, Key = default, Value = value };

    private static string HeaderOf(LogRecord record, string name) =>
        record.Headers.TryGet(name, out var value) ? Encoding.UTF8.GetString(value.Span) : "";

    private async Task<LogRecord> ReadAsync()
    {
        await using var reader = _log.OpenReader(Dead, StartAt.Beginning);
        return (await reader.ReadAsync(Token)).Records.Span[0];
    }
}
