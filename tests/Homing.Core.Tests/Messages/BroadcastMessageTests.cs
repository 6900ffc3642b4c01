using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Homing.Messages;

namespace Homing.Core.Tests.Messages;

public sealed class BroadcastMessageTests
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(500);

    [Fact]
    public void Settled_that_was_written_is_read_back_whatever_its_strings() => Check.One(
        Settings,
        Prop.ForAll(Names(), Names(), (client, request) =>
        {
            using var buffer = new PooledBuffer();
            BroadcastMessage.WriteSettled(buffer, client, request);

            Assert.True(BroadcastMessage.TryRead(buffer.WrittenMemory, out var read, out var reason), reason);
            Assert.Equal((client, request), (read.ClientId, read.RequestId));
            Assert.Null(read.Response);
        }));

    [Theory]
    [InlineData(false, """{ "a" : [1, "ü", null] }""")]
    [InlineData(true, """{"type":"urn:x"}""")]
    [InlineData(false, "null")]
    public void Answer_that_was_written_is_read_back_with_its_content_untouched(bool isError, string content)
    {
        using var buffer = new PooledBuffer();
        BroadcastMessage.WriteResponse(buffer, new ResponseMessage
        {
            ClientId = "c\"1",
            RequestId = "r1",
            Op = "echo",
            Epoch = long.MaxValue,
            IsError = isError,
            Content = Encoding.UTF8.GetBytes(content),
        });

        Assert.True(BroadcastMessage.TryRead(buffer.WrittenMemory, out var read, out var reason), reason);
        var response = read.Response!.Value;
        Assert.Equal(("c\"1", "r1"), (read.ClientId, read.RequestId));
        Assert.Equal(
            ("c\"1", "r1", "echo", long.MaxValue, isError),
            (response.ClientId, response.RequestId, response.Op, response.Epoch, response.IsError));
        Assert.Equal(content, Encoding.UTF8.GetString(response.Content.Span));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("[]", "")]
    [InlineData("{}", "kind")]
    [InlineData("""{"kind":"Response","client_id":"c","request_id":"r"}""", "kind")]
    [InlineData("""{"kind":5,"client_id":"c","request_id":"r"}""", "")]
    [InlineData("""{"kind":"settled","request_id":"r"}""", "client_id")]
    [InlineData("""{"kind":"settled","client_id":"c","request_id":""}""", "request_id")]
    [InlineData("""{"kind":"response","client_id":"c","request_id":"r","op":"o","epoch":1}""", "body")]
    [InlineData("""{"kind":"response","client_id":"c","request_id":"r","op":"o","body":1}""", "epoch")]
    [InlineData("""{"kind":"response","client_id":"","request_id":"r","op":"o","epoch":1,"body":1}""", "client_id")]
    public void Value_that_is_no_broadcast_says_why(string value, string named)
    {
        Assert.False(BroadcastMessage.TryRead(Encoding.UTF8.GetBytes(value), out _, out var reason));
        Assert.NotEmpty(reason);
        Assert.Contains(named, reason, StringComparison.Ordinal);
    }

    // Strings of whole characters, as every id is that came in as JSON.
    internal static Arbitrary<string> Names() => Arb.From(
        from text in ArbMap.Default.GeneratorFor<NonEmptyString>()
        select Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get)));
}
