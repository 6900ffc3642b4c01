using System.Text;
using Homing.History;
using Homing.Log;
using Homing.Messages;
using Homing.Testing;
using Homing.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Core.Tests.Workers;

public sealed class RequestWorkerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_is_answered_to_the_gateway_that_took_it()
    {
        await using var workers = await RunningAsync();

        await workers.AppendAsync(Request("double", "21", apiId: 1));
        var (topic, answer) = await workers.ReadAnswerAsync(1);

        Assert.Equal("client_response_1", topic);
        Assert.Equal("42", Encoding.UTF8.GetString(answer.Content.Span));
        Assert.Equal(("c1", "r1", 7L), (answer.ClientId, answer.RequestId, answer.Epoch));
    }

    [Fact]
    public async Task Requests_of_other_groups_and_past_their_deadline_are_passed_over()
    {
        await using var workers = await RunningAsync();

        await workers.AppendAsync(Request("someone.elses", "1"));
        await workers.AppendAsync(Request("double", "1", deadline: DateTimeOffset.UnixEpoch));
        await workers.AppendAsync(Request("double", "4"));
        var (_, answer) = await workers.ReadAnswerAsync(0);

        Assert.Equal("8", Encoding.UTF8.GetString(answer.Content.Span));
    }

    [Fact]
    public async Task Value_that_nobody_can_read_goes_to_the_dead_letters_and_blocks_nothing()
    {
        await using var workers = await RunningAsync();

        await workers.AppendRawAsync("{\"not\":\"a request\"}");
        await workers.AppendRawAsync("not JSON at all");
        await workers.AppendAsync(Request("double", "2"));
        await workers.ReadAnswerAsync(0);
        var dead = await workers.ReadAllAsync("client_request.dead", 2);

        Assert.Contains(dead, record => record.Value == "not JSON at all" && record.Reason.Length > 0);
        Assert.Contains(dead, record => record.Reason.Contains("client_id", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answer_for_a_gateway_that_never_was_goes_to_the_dead_letters_and_blocks_nothing()
    {
        await using var workers = await RunningAsync();

        await workers.AppendAsync(Request("double", "2", apiId: 99));
        await workers.AppendAsync(Request("double", "3"));
        await workers.ReadAnswerAsync(0);
        var dead = await workers.ReadAllAsync("client_request.dead", 1);

        Assert.Contains("client_response_99", dead[0].Reason, StringComparison.Ordinal);
        Assert.Contains("\"api_id\":99", dead[0].Value, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> NotValid => new()
    {
        { "", "not a message" },
        { "null", "not a JSON object" },
        { "not JSON", "not a message" },
        { """{"api_id":0,"epoch":1,"request_id":"r","op":"double","deadline":"2100-01-01T00:00:00Z","body":1}""", "client_id" },
        { """{"api_id":0,"client_id":"c","request_id":"r","op":"double","deadline":"2100-01-01T00:00:00Z","body":1}""", "epoch" },
        { """{"api_id":-1,"epoch":1,"client_id":"c","request_id":"r","op":"double","deadline":"2100-01-01T00:00:00Z","body":1}""", "api_id" },
        { """{"api_id":99999999999,"epoch":1,"client_id":"c","request_id":"r","op":"double","deadline":"2100-01-01T00:00:00Z","body":1}""", "not a message" },
        { """{"api_id":"0","epoch":1,"client_id":"c","request_id":"r","op":"double","deadline":"2100-01-01T00:00:00Z","body":1}""", "not a message" },
        { """{"api_id":0,"epoch":{},"client_id":7,"request_id":[],"op":null,"deadline":false,"body":1}""", "not a message" },
        { """{"api_id":0,"epoch":1,"client_id":"c","request_id":"r","op":"double","deadline":"soon","body":1}""", "not a message" },
        { """{"api_id":2147483647,"epoch":1,"client_id":"c","request_id":"r","op":"double","deadline":"2100-01-01T00:00:00Z","body":1}""", "client_response_2147483647" },
        { """{"api_id":0,"epoch":1,"client_id":"c","request_id":"r","op":"no.such","deadline":"2100-01-01T00:00:00Z","body":1}""", "no.such" },
    };

    [Theory]
    [MemberData(nameof(NotValid))]
    public async Task What_is_no_request_is_set_aside_whole_and_those_behind_it_are_served(string value, string reason)
    {
        await using var workers = await RunningAsync(setUnknownAside: true);

        await workers.AppendRawAsync(value);
        await workers.AppendAsync(Request("double", "2"));
        var (_, answer) = await workers.ReadAnswerAsync(0);
        var dead = await workers.ReadAllAsync("client_request.dead", 1);

        Assert.Equal("4", Encoding.UTF8.GetString(answer.Content.Span));
        Assert.Equal(value, dead[0].Value);
        Assert.Contains(reason, dead[0].Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(await workers.Log.ListTopicsAsync(Token), topic => topic.Name is "client_response_2147483647");
    }

    [Fact]
    public async Task Request_that_was_set_aside_is_answered_when_it_is_put_back_after_its_cause_is_gone()
    {
        await using var workers = await RunningAsync();
        var store = new DeadLetterStore(workers.Log, TimeProvider.System, NullLogger<DeadLetterStore>.Instance);

        await workers.AppendAsync(Request("double", "21", apiId: 5));
        await workers.ReadAllAsync("client_request.dead", 1);
        await workers.Log.EnsureTopicAsync(new TopicOptions { Name = "client_response_5" }, Token);
        var replays = await store.ReplayAsync("client_request", null, again: false, Token);
        var (_, answer) = await workers.ReadAnswerAsync(5);

        Assert.Equal(DeadReplayOutcome.Replayed, Assert.Single(replays!).Outcome);
        Assert.Equal("42", Encoding.UTF8.GetString(answer.Content.Span));
    }

    [Fact]
    public async Task Position_is_stored_only_behind_what_is_answered()
    {
        await using var workers = await RunningAsync();

        await workers.AppendAsync(Request("double", "1"));
        await workers.AppendAsync(Request("wait", "2"));
        await workers.AppendAsync(Request("double", "3"));
        await workers.ReadAnswerAsync(0);
        await workers.ReadAnswerAsync(0);
        await workers.StopAsync();

        Assert.Equal(1, await workers.Log.GetStoredPositionAsync("client_request", "test", 0, Token));
    }

    [Fact]
    public async Task Worker_that_stops_finishes_what_it_has_begun()
    {
        var gate = new TaskCompletionSource();
        await using var workers = await RunningAsync(stopTimeout: TimeSpan.FromMinutes(1), gate: gate.Task);
        await workers.AppendAsync(Request("gated", "2"));
        await workers.AppendAsync(Request("double", "3"));
        await workers.ReadAnswerAsync(0);

        var stopping = workers.StopAsync();
        Assert.False(stopping.IsCompleted);
        gate.SetResult();
        await stopping;

        Assert.Equal("2", Encoding.UTF8.GetString((await workers.ReadAnswerAsync(0)).Answer.Content.Span));
        Assert.Equal(2, await workers.Log.GetStoredPositionAsync("client_request", "test", 0, Token));
    }

    [Fact]
    public async Task What_becomes_of_a_request_is_written_down()
    {
        var history = new HistoryInMemory();
        await using var workers = await RunningAsync(history);

        await workers.AppendAsync(Request("someone.elses", "1"));
        await workers.AppendAsync(Request("double", "1", deadline: DateTimeOffset.UnixEpoch));
        await workers.AppendAsync(Request("double", "4"));
        await history.WaitForAsync(3, Token);

        Assert.Equal(
            [
                new RecordedStep(HistoryStep.Skipped, "worker:test", "c1", "r1", "0@1"),
                new RecordedStep(HistoryStep.Begun, "worker:test", "c1", "r1", "0@2"),
                new RecordedStep(HistoryStep.Answered, "worker:test", "c1", "r1", "0@2"),
            ],
            history.Steps);
    }

    private static RequestMessage Request(string op, string body, int apiId = 0, DateTimeOffset? deadline = null) => new()
    {
        ApiId = apiId,
        Epoch = 7,
        ClientId = "c1",
        RequestId = "r1",
        Op = op,
        Deadline = deadline ?? DateTimeOffset.MaxValue,
        Body = Encoding.UTF8.GetBytes(body),
    };

    private static async Task<Running> RunningAsync(
        IHistory? history = null, TimeSpan stopTimeout = default, Task? gate = null, bool setUnknownAside = false)
    {
        var log = new InMemoryLog(TimeProvider.System);
        for (var apiId = 0; apiId < 2; apiId++)
        {
            await log.EnsureTopicAsync(new TopicOptions { Name = Topics.ClientResponse(apiId) }, Token);
        }

        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ILog>(log);
        builder.Services.AddSingleton(history ?? NoHistory.Instance);
        builder.Services.Configure<MessagingOptions>(options => options.RequestPartitions = 1);
        builder.Services.Configure<WorkerOptions>(
            options => (options.StopTimeout, options.SetUnknownAside) = (stopTimeout, setUnknownAside));
        builder.Services.AddHomingWorker("test")
            .Handle<int, int>("gated", async (number, _, cancellationToken) =>
            {
                await (gate ?? Task.CompletedTask).WaitAsync(cancellationToken);
                return number;
            })
            .Handle<int, int>("double", number => number * 2)
            .Handle<int, int>("wait", async (number, _, cancellationToken) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                return number;
            });
        var application = builder.Build();
        await application.StartAsync(Token);
        return new Running(application, log);
    }

    private sealed class Running(IHost application, InMemoryLog log) : IAsyncDisposable
    {
        private readonly Dictionary<int, ILogReader> _readers = [];
        private readonly Dictionary<int, Queue<string>> _read = [];

        public InMemoryLog Log => log;

        public async Task AppendAsync(RequestMessage request)
        {
            using var buffer = new PooledBuffer();
            request.WriteTo(buffer);
            await log.AppendAsync("client_request", new LogEntry("c1"u8.ToArray(), buffer.WrittenMemory), Token);
        }

        public async Task AppendRawAsync(string value) => await log.AppendAsync(
            "client_request", new LogEntry("c1"u8.ToArray(), Encoding.UTF8.GetBytes(value)), Token);

        public async Task<(string Topic, ResponseMessage Answer)> ReadAnswerAsync(int apiId)
        {
            var topic = Topics.ClientResponse(apiId);
            if (!_readers.TryGetValue(apiId, out var reader))
            {
                _readers[apiId] = reader = log.OpenReader(topic, StartAt.Beginning);
                _read[apiId] = new Queue<string>();
            }

            while (_read[apiId].Count == 0)
            {
                foreach (var record in (await reader.ReadAsync(Token)).Records.ToArray())
                {
                    _read[apiId].Enqueue(Encoding.UTF8.GetString(record.Value!.Value.Span));
                }
            }

            Assert.True(ResponseMessage.TryRead(
                Encoding.UTF8.GetBytes(_read[apiId].Dequeue()), out var answer, out var reason), reason);
            return (topic, answer);
        }

        public async Task<List<(string Value, string Reason)>> ReadAllAsync(string topic, int count)
        {
            await log.EnsureTopicAsync(new TopicOptions { Name = topic, Compacted = true }, Token);
            await using var reader = log.OpenReader(topic, StartAt.Beginning);
            var records = new List<(string, string)>();
            while (records.Count < count)
            {
                foreach (var record in (await reader.ReadAsync(Token)).Records.ToArray())
                {
                    record.Headers.TryGet(DeadLetters.ReasonHeader, out var reason);
                    records.Add((Encoding.UTF8.GetString(record.Value!.Value.Span), Encoding.UTF8.GetString(reason.Span)));
                }
            }

            return records;
        }

        public Task StopAsync() => application.StopAsync(Token);

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            foreach (var reader in _readers.Values)
            {
                await reader.DisposeAsync();
            }

            application.Dispose();
            await log.DisposeAsync();
        }
    }
}
