using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Homing.Messages;

namespace Homing.Core.Tests.Messages;

public sealed class MessageTests
{
    private static readonly DateTimeOffset Deadline = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    [Fact]
    public void Request_that_was_written_is_read_back_whatever_its_strings() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<NonEmptyString, NonEmptyString, NonEmptyString>((clientId, requestId, op) =>
        {
            using var buffer = new PooledBuffer();
            var body = JsonSerializer.SerializeToUtf8Bytes(new { text = op.Get, list = new[] { 1, 2 } });
            var written = new RequestMessage
            {
                ApiId = 3,
                Epoch = 7_000_000_000,
                ClientId = Valid(clientId.Get),
                RequestId = Valid(requestId.Get),
                Op = Valid(op.Get),
                Deadline = Deadline,
                Body = body,
            };
            written.WriteTo(buffer);

            return RequestMessage.TryRead(buffer.WrittenMemory, out var read, out _)
                && read.ApiId == written.ApiId && read.Epoch == written.Epoch && read.ClientId == written.ClientId
                && read.RequestId == written.RequestId && read.Op == written.Op && read.Deadline == Deadline
                && read.Body.Span.SequenceEqual(body);
        }));

    [Fact]
    public void Response_that_was_written_is_read_back_with_its_content_untouched()
    {
        using var buffer = new PooledBuffer();
        var request = Request("""{"a":1}""");
        ResponseMessage.WriteStart(buffer, request, isError: true);
        Encoding.UTF8.GetBytes("""{ "type" : "x" , "n":[1, 2] }""", buffer);
        ResponseMessage.WriteEnd(buffer);

        Assert.True(ResponseMessage.TryRead(buffer.WrittenMemory, out var read, out _));
        Assert.True(read.IsError);
        Assert.Equal("""{ "type" : "x" , "n":[1, 2] }""", Encoding.UTF8.GetString(read.Content.Span));
        Assert.Equal((request.ClientId, request.RequestId, request.Op, request.Epoch),
            (read.ClientId, read.RequestId, read.Op, read.Epoch));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("""{"api_id":0""")]
    [InlineData("""{"api_id":"zero"}""")]
    [InlineData("""{"api_id":-1,"epoch":1,"client_id":"c","request_id":"r","op":"o","deadline":"2026-01-01T00:00:00Z","body":1}""")]
    [InlineData("""{"epoch":1,"client_id":"c","request_id":"r","op":"o","deadline":"2026-01-01T00:00:00Z","body":1}""")]
    [InlineData("""{"api_id":0,"epoch":1,"request_id":"r","op":"o","deadline":"2026-01-01T00:00:00Z","body":1}""")]
    [InlineData("""{"api_id":0,"epoch":1,"client_id":"","request_id":"r","op":"o","deadline":"2026-01-01T00:00:00Z","body":1}""")]
    [InlineData("""{"api_id":0,"epoch":1,"client_id":"c","request_id":"r","op":"o","deadline":"soon","body":1}""")]
    [InlineData("""{"api_id":0,"epoch":1,"client_id":"c","request_id":"r","op":"o","deadline":"2026-01-01T00:00:00Z"}""")]
    public void Value_that_is_no_request_says_why(string value)
    {
        Assert.False(RequestMessage.TryRead(Encoding.UTF8.GetBytes(value), out _, out var reason));
        Assert.NotEmpty(reason);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"client_id":"c","request_id":"r","op":"o","epoch":1}""")]
    [InlineData("""{"client_id":"c","request_id":"r","op":"o","body":1}""")]
    [InlineData("""{"request_id":"r","op":"o","epoch":1,"body":1}""")]
    public void Value_that_is_no_response_says_why(string value)
    {
        Assert.False(ResponseMessage.TryRead(Encoding.UTF8.GetBytes(value), out _, out var reason));
        Assert.NotEmpty(reason);
    }

    [Fact]
    public void Fields_may_come_in_any_order_with_unknown_ones_between()
    {
        const string Value = """
            {"body":[1,{"body":2}],"later":{"api_id":9},"deadline":"2026-05-04T05:02:01+02:00","op":"o","api_id":2,
            "request_id":"r","epoch":5,"client_id":"c"}
            """;

        Assert.True(RequestMessage.TryRead(Encoding.UTF8.GetBytes(Value), out var read, out _));
        Assert.Equal(2, read.ApiId);
        Assert.Equal(Deadline, read.Deadline);
        Assert.Equal("""[1,{"body":2}]""", Encoding.UTF8.GetString(read.Body.Span));
    }

    private static RequestMessage Request(string body) => new()
    {
        ApiId = 0,
        Epoch = 1,
        ClientId = "c",
        RequestId = "r",
        Op = "o",
        Deadline = Deadline,
        Body = Encoding.UTF8.GetBytes(body),
    };

    // A lone surrogate has no UTF-8: no client can send one, and no JSON writer would write it.
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
