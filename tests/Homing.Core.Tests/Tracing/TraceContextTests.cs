using System.Diagnostics;
using System.Text;
using Homing.Log;
using Homing.Tracing;

namespace Homing.Core.Tests.Tracing;

/// <summary>Traces beside records. No other test of this project listens, so these see the source without listeners.</summary>
public sealed class TraceContextTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void Context_of_a_record_is_written_as_it_was_read()
    {
        var trace = TraceContext.Read(Headers((TraceContext.ParentHeader, Parent), (TraceContext.StateHeader, "a=1,b=2")));

        var written = TraceContext.Write(trace);

        Assert.Equal([(TraceContext.ParentHeader, Parent), (TraceContext.StateHeader, "a=1,b=2")],
            written.Items.Select(item => (item.Key, Encoding.UTF8.GetString(item.Value.Span))));
        Assert.True(trace!.Context.IsRemote);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public void Header_that_is_no_context_counts_as_none(string parent) =>
        Assert.Null(TraceContext.Read(Headers((TraceContext.ParentHeader, parent))));

    [Fact]
    public void Who_does_not_trace_passes_on_what_came()
    {
        var came = TraceContext.Read(Headers((TraceContext.ParentHeader, Parent)));

        Assert.Same(came, TraceContext.Of(MessageTrace.StartProcess("orders", "r1", came), came));
    }

    [Fact]
    public void Nothing_is_allocated_and_no_header_written_while_nobody_listens()
    {
        Hop();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var time = 0; time < 10_000; time++)
        {
            Hop();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Empty(TraceContext.Write(TraceContext.Of(MessageTrace.StartSend("orders", "r1"))).Items);

        static void Hop()
        {
            var sent = MessageTrace.StartSend("orders", "r1");
            var headers = TraceContext.Write(TraceContext.Of(sent));
            MessageTrace.End(sent);
            var came = TraceContext.Read(headers);
            var taken = MessageTrace.StartProcess("orders", "r1", came, "group");
            MessageTrace.Enter(taken);
            _ = TraceContext.Write(TraceContext.Of(taken, came));
            MessageTrace.End(taken, "answered");
        }
    }

    [Fact]
    public void Span_belongs_to_what_came_and_not_to_what_is_current()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is MessageTrace.SourceName or "around",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("around");
        using var around = source.StartActivity("socket");

        var root = MessageTrace.StartSend("orders", "r1");
        var child = MessageTrace.StartProcess("orders", "r1", TraceContext.Of(root), "group");

        Assert.Same(around, Activity.Current);
        Assert.Null(root!.ParentId);
        Assert.Equal(root.Id, child!.ParentId);
        Assert.Equal(("process orders", ActivityKind.Consumer), (child.DisplayName, child.Kind));
        Assert.Equal("group", child.GetTagItem("messaging.consumer.group.name"));
        MessageTrace.End(child, "answered");
        MessageTrace.End(root);
        Assert.Same(around, Activity.Current);
        Assert.Equal("answered", child.GetTagItem(MessageTrace.OutcomeTag));
    }

    private static LogHeaders Headers(params (string Name, string Value)[] items) =>
        new([.. items.Select(item => KeyValuePair.Create(item.Name, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(item.Value)))]);
}
