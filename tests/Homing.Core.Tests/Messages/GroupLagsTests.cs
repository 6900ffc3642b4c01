using System.Diagnostics.Metrics;
using Homing.Log;
using Homing.Messages;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Core.Tests.Messages;

public sealed class GroupLagsTests : IAsyncDisposable
{
    private readonly InMemoryLog _log = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly GroupLags _lags;

    public GroupLagsTests() => _lags = new GroupLags(
        _log,
        new MessagingMetrics(_services.GetRequiredService<IMeterFactory>()),
        new FakeTimeProvider(),
        NullLogger<GroupLags>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _lags.Dispose();
        await _services.DisposeAsync();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task Lag_is_what_stands_behind_the_stored_position_of_each_partition()
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = "orders", Partitions = 2 }, Token);
        var filled = (await AppendAsync(5)).Partition;
        using var tracking = _lags.Track("orders", "packers");

        await _lags.LookAsync(Token);
        Assert.Equal([(filled, 5L), (1 - filled, 0L)], Lags().OrderByDescending(lag => lag.Item2));

        await using var reader = _log.OpenGroupReader("orders", "packers", StartAt.Beginning);
        var batch = await reader.ReadAsync(Token);
        reader.Store(batch.Partition, batch.Generation, 3);
        await reader.FlushAsync(Token);
        await _lags.LookAsync(Token);
        Assert.Equal((filled, 2L), Lags().MaxBy(lag => lag.Item2));
    }

    [Fact]
    public async Task Group_is_looked_at_until_its_last_reader_leaves()
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = "orders" }, Token);
        var first = _lags.Track("orders", "packers");
        var second = _lags.Track("orders", "packers");

        first.Dispose();
        first.Dispose();
        await _lags.LookAsync(Token);
        Assert.Single(_lags.Current);

        second.Dispose();
        await _lags.LookAsync(Token);
        Assert.Empty(_lags.Current);
    }

    private async Task<LogPosition> AppendAsync(int count)
    {
        var position = default(LogPosition);
        for (var number = 0; number < count; number++)
        {
            position = await _log.AppendAsync("orders", new LogEntry("key"u8.ToArray(), "{}"u8.ToArray()), Token);
        }

        return position;
    }

    private IEnumerable<(int Partition, long Records)> Lags() => _lags.Current.Select(lag => (lag.Partition, lag.Records));
}
