using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Homing.Leases;
using Homing.Log;
using Homing.Messages;
using Homing.Operations;
using Homing.Pushes;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Core.Tests.Messages;

/// <summary>What version 1 wrote is read as it was meant, also where a later version has added to it, and is still written so.</summary>
public sealed class GoldenMessageTests
{
    private delegate string Copy(LogEntry entry);

    private static readonly Dictionary<string, Copy> Copies = new()
    {
        ["client_request"] = entry =>
        {
            Assert.True(RequestMessage.TryRead(entry.Value!.Value, out var message, out var reason), reason);
            return Write(message.WriteTo);
        },
        ["client_cancel"] = entry =>
        {
            Assert.True(CancelMessage.TryRead(entry.Value!.Value, out var message, out var reason), reason);
            return Write(message.WriteTo);
        },
        ["client_response"] = entry =>
        {
            Assert.True(GatewayMessage.TryRead(entry.Value!.Value, out var message, out var reason), reason);
            return message.Moved is { } moved ? Write(moved.WriteTo) : Write(output => WriteResponse(output, message.Response));
        },
        ["client_response_broadcast"] = entry =>
        {
            Assert.True(BroadcastMessage.TryRead(entry.Value!.Value, out var message, out var reason), reason);
            return Write(output =>
            {
                if (message.Response is { } response)
                {
                    BroadcastMessage.WriteResponse(output, response);
                }
                else
                {
                    BroadcastMessage.WriteSettled(output, message.ClientId, message.RequestId);
                }
            });
        },
        ["homing.operations"] = entry => JsonSerializer.SerializeToNode(
            JsonSerializer.Deserialize(entry.Value!.Value.Span, OperationsJson.Default.ProcessSnapshot)!,
            OperationsJson.Default.ProcessSnapshot)!.ToJsonString(),
        ["user_push"] = entry =>
        {
            Assert.True(PushMessage.TryRead(entry.Value!.Value, out var message, out var reason), reason);
            return Write(message.WriteTo);
        },
    };

    public static TheoryData<string> Topics => [.. Copies.Keys];

    [Theory]
    [MemberData(nameof(Topics))]
    public void Message_is_read_and_written_as_ever(string topic) =>
        Assert.All(GoldenMessages.Read(topic), entry => Assert.Equal(Text(entry), Copies[topic](entry)));

    [Theory]
    [MemberData(nameof(Topics))]
    public void Message_of_a_later_version_is_read_by_what_is_known_of_it(string topic)
    {
        var copies = GoldenMessages.ReadAsOfLater(topic).Select(entry => Copies[topic](entry));

        Assert.Equal(GoldenMessages.Read(topic).Select(Text), copies);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Epochs_go_on_above_those_that_are_there(bool asOfLater)
    {
        await using var log = new InMemoryLog(TimeProvider.System);
        await log.EnsureTopicAsync(new TopicOptions { Name = "homing.leases", Compacted = true }, TestContext.Current.CancellationToken);
        foreach (var entry in asOfLater ? GoldenMessages.ReadAsOfLater("homing.leases") : GoldenMessages.Read("homing.leases"))
        {
            await log.AppendAsync("homing.leases", entry, TestContext.Current.CancellationToken);
        }

        using var leases = new InProcessLeaseStore(log, TimeProvider.System, NullLogger<InProcessLeaseStore>.Instance);
        var first = await leases.AcquireAsync(new LeaseHolder("a"), TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        var second = await leases.AcquireAsync(new LeaseHolder("b"), TimeSpan.FromHours(1), TestContext.Current.CancellationToken);

        Assert.Equal([(0, true), (1, true)], [(first.Id, first.Epoch > 7), (second.Id, second.Epoch > 3)]);
    }

    private static void WriteResponse(IBufferWriter<byte> output, in ResponseMessage response)
    {
        ResponseMessage.WriteStart(
            output,
            new RequestMessage
            {
                ApiId = 0,
                Epoch = response.Epoch,
                ClientId = response.ClientId,
                RequestId = response.RequestId,
                Op = response.Op,
                Deadline = default,
                Body = default,
            },
            response.IsError);
        output.Write(response.Content.Span);
        ResponseMessage.WriteEnd(output);
    }

    private static string Write(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return JsonNode.Parse(output.WrittenSpan)!.ToJsonString();
    }

    private static string Text(LogEntry entry) => JsonNode.Parse(entry.Value!.Value.Span)!.ToJsonString();
}
