using Homing.Gateway.Answers;
using Homing.Log;
using Homing.Messages;
using Homing.Testing;
using Homing.Workers;

namespace Homing.Gateway.Tests.Answers;

public sealed class RequestsUnderWayTests : IAsyncDisposable
{
    private readonly InMemoryLog _log = new();
    private readonly RequestsUnderWay _underWay;

    public RequestsUnderWayTests() => _underWay = new RequestsUnderWay(_log, new OperationCatalog(
        [new OperationDeclaration("echo", "quick"), new OperationDeclaration("report", "slow")]), TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _underWay.Dispose();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task Request_is_under_way_until_its_own_group_is_past_it()
    {
        await EnsureTopicAsync();
        var echo = await AppendAsync("c1", "r1", "echo");
        await AppendAsync("c1", "r2", "report");

        Assert.Equal(echo, (await FindAsync("c1", "r1"))?.Position);
        Assert.NotNull(await FindAsync("c1", "r2"));
        await StoreAsync("quick", 2);

        Assert.Null(await FindAsync("c1", "r1"));
        Assert.NotNull(await FindAsync("c1", "r2"));
        await StoreAsync("slow", 2);
        Assert.Null(await FindAsync("c1", "r2"));
    }

    [Fact]
    public async Task What_was_appended_before_the_question_is_found_and_only_for_its_client()
    {
        await EnsureTopicAsync();
        Assert.Null(await FindAsync("c1", "r1"));

        await AppendAsync("c1", "r1", "echo");

        Assert.NotNull(await FindAsync("c1", "r1"));
        Assert.Null(await FindAsync("c2", "r1"));
    }

    [Fact]
    public async Task Request_that_was_sent_again_is_the_later_one()
    {
        await EnsureTopicAsync();
        await AppendAsync("c1", "r1", "echo");
        await FindAsync("c1", "r1");
        var later = await AppendAsync("c1", "r1", "echo");
        await StoreAsync("quick", 1);

        Assert.Equal(later, (await FindAsync("c1", "r1"))?.Position);
    }

    [Fact]
    public async Task Value_that_nobody_can_read_and_operation_that_nobody_answers_are_passed_over()
    {
        await EnsureTopicAsync();
        await _log.AppendAsync(Topics.ClientRequest, new LogEntry("c1"u8.ToArray(), "not JSON"u8.ToArray()), Token);
        await _log.AppendAsync(Topics.ClientRequest, new LogEntry("c1"u8.ToArray(), null), Token);
        await AppendAsync("c1", "r1", "nobody's");
        await AppendAsync("c1", "r2", "echo");

        Assert.Null(await FindAsync("c1", "r1"));
        Assert.NotNull(await FindAsync("c1", "r2"));
    }

    [Fact]
    public async Task Many_who_ask_at_once_are_each_answered()
    {
        await EnsureTopicAsync();
        foreach (var number in Enumerable.Range(0, 100))
        {
            await AppendAsync("c1", $"r{number}", "echo");
        }

        var found = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(() => FindAsync("c1", $"r{number}"))));

        Assert.All(found, entry => Assert.NotNull(entry));
    }

    private Task<RequestEntry?> FindAsync(string client, string request) =>
        _underWay.FindAsync(new RequestKey(client, request), Token).AsTask();

    private ValueTask EnsureTopicAsync() =>
        _log.EnsureTopicAsync(new TopicOptions { Name = Topics.ClientRequest, Partitions = 1 }, Token);

    private async Task<LogPosition> AppendAsync(string client, string request, string op)
    {
        using var value = new PooledBuffer();
        new RequestMessage
        {
            ApiId = 0,
            Epoch = 1,
            ClientId = client,
            RequestId = request,
            Op = op,
            Deadline = DateTimeOffset.MaxValue,
            Body = "1"u8.ToArray(),
        }.WriteTo(value);
        return await _log.AppendAsync(
            Topics.ClientRequest, new LogEntry(System.Text.Encoding.UTF8.GetBytes(client), value.WrittenMemory), Token);
    }

    private async Task StoreAsync(string group, long next)
    {
        await using var reader = _log.OpenGroupReader(Topics.ClientRequest, group, StartAt.Beginning);
        var batch = await reader.ReadAsync(Token);
        reader.Store(batch.Partition, batch.Generation, next);
    }
}
