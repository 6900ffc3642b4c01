using Homing.Gateway.Identity;
using Homing.Log;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Gateway.Tests.Identity;

public sealed class SpentTicketsTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryLog _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ticket_is_forgotten_when_it_expires_and_not_before()
    {
        await using var spent = await StartAsync();
        Assert.True(await spent.TrySpendAsync(NewId(), _time.GetUtcNow() + TimeSpan.FromMinutes(2), Token));

        _time.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(1, spent.Count);
        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(0, spent.Count);
    }

    [Fact]
    public async Task Start_reads_back_what_has_not_expired()
    {
        var (old, young) = (NewId(), NewId());
        await using (var before = await StartAsync())
        {
            await before.TrySpendAsync(old, _time.GetUtcNow() + TimeSpan.FromMinutes(1), Token);
            await before.TrySpendAsync(young, _time.GetUtcNow() + TimeSpan.FromMinutes(3), Token);
        }

        _time.Advance(TimeSpan.FromMinutes(2));
        await using var after = await StartAsync();

        Assert.Equal(1, after.Count);
        Assert.False(await after.TrySpendAsync(young, _time.GetUtcNow() + TimeSpan.FromMinutes(1), Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ticket_that_version_1_or_a_later_one_has_spent_is_spent(bool asOfLater)
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = SpentTickets.Topic }, Token);
        var entry = Assert.Single(asOfLater ? GoldenMessages.ReadAsOfLater(SpentTickets.Topic) : GoldenMessages.Read(SpentTickets.Topic));
        await _log.AppendAsync(SpentTickets.Topic, entry, Token);
        await using var spent = await StartAsync();

        var ticket = System.Text.Encoding.UTF8.GetString(entry.Key.Span);
        Assert.False(await spent.TrySpendAsync(ticket, _time.GetUtcNow() + TimeSpan.FromMinutes(1), Token));
    }

    [Fact]
    public async Task Replay_that_is_known_writes_nothing()
    {
        await using var spent = await StartAsync();
        var id = NewId();
        Assert.True(await spent.TrySpendAsync(id, _time.GetUtcNow() + TimeSpan.FromMinutes(1), Token));

        Assert.False(await spent.TrySpendAsync(id, _time.GetUtcNow() + TimeSpan.FromMinutes(1), Token));

        Assert.Equal(1, (await _log.DescribeTopicAsync(SpentTickets.Topic, Token))!.Partitions[0].End);
    }

    [Fact]
    public async Task Record_that_is_not_one_is_passed_over()
    {
        await using var spent = await StartAsync();
        foreach (var value in new byte[]?[] { null, [], "{}"u8.ToArray(), "nonsense"u8.ToArray() })
        {
            await _log.AppendAsync(SpentTickets.Topic, new LogEntry("key"u8.ToArray(), value), Token);
        }

        Assert.True(await spent.TrySpendAsync(NewId(), _time.GetUtcNow() + TimeSpan.FromMinutes(1), Token));
    }

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private static string NewId() => Guid.NewGuid().ToString("N");

    private async Task<SpentTickets> StartAsync()
    {
        var spent = new SpentTickets(_log, _time, NullLogger<SpentTickets>.Instance);
        await spent.StartAsync(Token);
        return spent;
    }
}
