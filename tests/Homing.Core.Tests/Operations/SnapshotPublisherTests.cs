using System.Text;
using System.Text.Json;
using Homing.Log;
using Homing.Messages;
using Homing.Operations;
using Homing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Homing.Core.Tests.Operations;

public sealed class SnapshotPublisherTests : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryLog _log;
    private readonly Part _part = new();
    private readonly ServiceProvider _services;
    private readonly IHostedService _publisher;

    public SnapshotPublisherTests()
    {
        _log = new InMemoryLog(_time);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<ILog>(_log)
            .AddSingleton<ISnapshotPart>(_part)
            .AddHomingOperations(["gateway", "worker"])
            .BuildServiceProvider();
        _publisher = _services.GetServices<IHostedService>().Single(service => service.GetType().Name == "SnapshotPublisher");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task What_changed_is_published_at_once_and_what_did_not_every_fifth_time()
    {
        await StartAsync();
        await TickAsync(1);
        await ReadAsync(count: 1);
        await TickAsync(4);
        Assert.Single(await ReadAsync());
        await TickAsync(1);
        var quiet = (await ReadAsync(count: 2)).Length;

        _part.Answers = 7;
        await TickAsync(1);

        var snapshots = await ReadAsync(count: 3);
        Assert.Equal(2, quiet);
        Assert.Equal(quiet + 1, snapshots.Length);
        Assert.Equal(7, snapshots[^1]!.Answers!["direct"].Total);
        Assert.Equal(["gateway", "worker"], snapshots[^1]!.Roles);
        Assert.Equal(_time.GetUtcNow().UtcDateTime, snapshots[^1]!.At);
        await _publisher.StopAsync(Token);
    }

    [Fact]
    public async Task Stop_is_said_with_a_tombstone_under_the_same_key()
    {
        await StartAsync();
        await TickAsync(1);
        await ReadAsync(count: 1);

        await _publisher.StopAsync(Token);

        var snapshots = await ReadAsync();
        Assert.Equal(2, snapshots.Length);
        Assert.NotNull(snapshots[0]);
        Assert.Null(snapshots[1]);
    }

    [Fact]
    public async Task Log_that_takes_nothing_does_not_end_it()
    {
        _log.FailAppend = _ => new LogException(LogError.Full, "full");
        await StartAsync();
        await TickAsync(3);
        Assert.Empty(await ReadAsync());
        _log.FailAppend = null;

        await TickAsync(2);

        Assert.NotEmpty(await ReadAsync(count: 1));
        await _publisher.StopAsync(Token);
    }

    [Theory]
    [InlineData("everyone", true)]
    [InlineData("signed-in", true)]
    [InlineData("nobody", true)]
    [InlineData("Everyone", false)]
    [InlineData("", true)]
    [InlineData("all", false)]
    public void Access_is_one_of_three(string access, bool isValid)
    {
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection([new("Homing:Operations:Access", access)]).Build())
            .AddHomingOperations([])
            .BuildServiceProvider();

        var failure = Record.Exception(() => services.GetRequiredService<IOptions<OperationsOptions>>().Value);

        Assert.Equal(isValid, failure is null);
        Assert.True(isValid || failure!.Message.Contains("must be everyone, signed-in or nobody", StringComparison.Ordinal), failure?.Message);
    }

    private async Task StartAsync()
    {
        await _publisher.StartAsync(Token);
        await UntilAsync(() => Task.FromResult(_time.ActiveTimers > 0));
    }

    // Each tick is taken before the next: the part counts how often it was asked.
    private async Task TickAsync(int times)
    {
        for (var tick = 0; tick < times; tick++)
        {
            var asked = _part.Asked;
            _time.Advance(Second);
            await UntilAsync(() => Task.FromResult(_part.Asked > asked));
        }
    }

    private async Task<ProcessSnapshot?[]> ReadAsync(int count)
    {
        await UntilAsync(async () => (await ReadAsync()).Length >= count);
        return await ReadAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task<ProcessSnapshot?[]> ReadAsync()
    {
        if (await _log.DescribeTopicAsync(Topics.Operations, Token) is not { } topic || topic.Partitions[0].End == 0)
        {
            return [];
        }

        await using var reader = _log.OpenReader(Topics.Operations, StartAt.Beginning);
        var snapshots = new List<ProcessSnapshot?>();
        var keys = new HashSet<string>();
        while (snapshots.Count < topic.Partitions[0].End)
        {
            foreach (var record in (await reader.ReadAsync(Token)).Records.ToArray())
            {
                keys.Add(Encoding.UTF8.GetString(record.Key.Span));
                snapshots.Add(record.Value is { } value
                    ? JsonSerializer.Deserialize(value.Span, OperationsJson.Default.ProcessSnapshot) : null);
            }
        }

        Assert.Single(keys);
        return [.. snapshots];
    }

    private sealed class Part : ISnapshotPart
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public long Answers { get; set; } = 1;

        public ProcessSnapshot AddTo(ProcessSnapshot snapshot, TimeSpan elapsed)
        {
            Interlocked.Increment(ref _asked);
            return snapshot with
            {
                Answers = new Dictionary<string, AnswerCount> { ["direct"] = new(Answers, 0) },
            };
        }
    }
}
