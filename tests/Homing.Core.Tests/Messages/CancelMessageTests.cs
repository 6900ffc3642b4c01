using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Homing.Messages;

namespace Homing.Core.Tests.Messages;

public sealed class CancelMessageTests
{
    [Fact]
    public void Cancel_that_was_written_is_read_back_whatever_its_strings() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(BroadcastMessageTests.Names(), BroadcastMessageTests.Names(), Arb.From(Gen.Choose(0, int.MaxValue)),
            (client, request, seconds) =>
            {
                var message = new CancelMessage(new RequestKey(client, request), DateTimeOffset.FromUnixTimeSeconds(seconds));
                using var buffer = new PooledBuffer();
                message.WriteTo(buffer);

                Assert.True(CancelMessage.TryRead(buffer.WrittenMemory, out var read, out var reason), reason);
                Assert.Equal(message, read);
            }));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"client_id":"c","request_id":"r"}""")]
    [InlineData("""{"client_id":"c","deadline":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"client_id":"","request_id":"r","deadline":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"client_id":"c","request_id":"r","deadline":"soon"}""")]
    [InlineData("""{"client_id":"c","request_id":"r","deadline":5}""")]
    public void Value_that_is_no_cancel_says_why(string value)
    {
        Assert.False(CancelMessage.TryRead(Encoding.UTF8.GetBytes(value), out _, out var reason));
        Assert.NotEmpty(reason);
    }
}
