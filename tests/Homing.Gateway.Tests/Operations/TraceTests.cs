using System.Collections.Concurrent;
using System.Diagnostics;
using Homing.Testing;
using Homing.Tracing;

namespace Homing.Gateway.Tests.Operations;

/// <summary>One trace goes through all hops, and stays with an answer on its detours.</summary>
public sealed class TraceTests : IDisposable
{
    private const string RequestTag = "messaging.message.conversation_id";

    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public TraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == MessageTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Answer_on_the_straight_way_is_one_trace_of_three_spans()
    {
        await using var server = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(server.Server);
        var id = NewId();

        await client.RequestAsync(id, "echo", new { text = "1" });
        await client.ReceiveAsync("response");
        await client.SendAsync(new { type = "ack", seq = 1 });

        AssertChain(
            await SpansAsync(id, 3),
            ("send client_request", null),
            ("process client_request", "answered"),
            ("process client_response", "acknowledged"));
    }

    [Fact]
    public async Task Answer_that_is_handed_over_stays_in_its_trace()
    {
        await using var server = await GatewayFixture.StartAsync(gateways: 2);
        var client = await SocketClient.ConnectAsync(server.Servers[0]);
        var id = NewId();
        await client.RequestAsync(id, "echo", new { text = "1" });
        await client.ReceiveAsync("response");

        // Gone before it acknowledged, and back at the other gateway.
        await client.DisposeAsync();
        await using var back = await SocketClient.ResumeAsync(server.Servers[1], client.Session, id);
        await back.ReceiveAsync("response");
        await back.SendAsync(new { type = "ack", seq = 1 });

        AssertChain(
            await SpansAsync(id, 5),
            ("send client_request", null),
            ("process client_request", "answered"),
            ("process client_response", "abandoned"),
            ("send client_response_broadcast", "rerouted"),
            ("process client_response_broadcast", "acknowledged"));
    }

    [Fact]
    public async Task Answer_whose_client_is_away_is_sent_on_in_its_trace()
    {
        await using var server = await GatewayFixture.StartAsync();
        var client = await SocketClient.ConnectAsync(server.Server);
        var id = NewId();
        await client.RequestAsync(id, "wait", new { text = "1" });
        await client.ReceiveAsync("accepted");
        await client.DisposeAsync();
        server.OpenGate();

        await using var back = await SocketClient.ResumeAsync(server.Server, client.Session, id);
        await back.ReceiveAsync("response");
        await back.SendAsync(new { type = "ack", seq = 1 });

        var spans = await SpansAsync(id, 3);
        Assert.Single(spans.Select(span => span.TraceId).Distinct());
    }

    [Fact]
    public async Task Failure_of_a_handler_is_in_its_span()
    {
        await using var server = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(server.Server);
        var id = NewId();

        await client.RequestAsync(id, "fail", new { text = "1" });
        await client.ReceiveAsync("response");
        await client.SendAsync(new { type = "ack", seq = 1 });

        var span = (await SpansAsync(id, 3)).Single(span => span.DisplayName == "process client_request");
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal(typeof(InvalidDataException).FullName, span.GetTagItem("error.type"));
        Assert.Equal("failed", span.GetTagItem(MessageTrace.OutcomeTag));
    }

    private static string NewId() => "trace-" + Guid.NewGuid();

    // Other tests of this process are traced too; the id tells which spans are this test's.
    private async Task<Activity[]> SpansAsync(string id, int count)
    {
        await GatewaySetWaiting.WaitAsync(
            () => Of(id).Length >= count, () => "only: " + string.Join(", ", Of(id).Select(span => span.DisplayName)));
        return Of(id);
    }

    private Activity[] Of(string id) => [.. _ended.Where(span => (string?)span.GetTagItem(RequestTag) == id)];

    private static void AssertChain(Activity[] spans, params (string Name, string? Outcome)[] expected)
    {
        Assert.Equal(expected.Length, spans.Length);
        string? parent = null;
        foreach (var (name, outcome) in expected)
        {
            var span = Assert.Single(spans, span => span.ParentId == parent);
            Assert.Equal((name, outcome), (span.DisplayName, (string?)span.GetTagItem(MessageTrace.OutcomeTag)));
            parent = span.Id;
        }
    }
}
