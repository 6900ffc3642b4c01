using System.Text;
using Homing.Messages;
using Homing.Pushes;
using Homing.Testing;

namespace Homing.Core.Tests.Pushes;

public sealed class PushMessageTests
{
    [Fact]
    public async Task What_is_sent_is_read_back()
    {
        var clock = new FakeTimeProvider();
        await using var log = new InMemoryLog(clock);
        var body = Encoding.UTF8.GetBytes("""{ "title": "Türkçe \" 🐦" }""");

        var id = await new UserPushes(log, clock).SendAsync(
            "user \"1\"", "report", body, TimeSpan.FromMinutes(5), cancellationToken: TestContext.Current.CancellationToken);
        await using var reader = log.OpenReader(Topics.UserPush, Homing.Log.StartAt.Beginning);
        var record = (await reader.ReadAsync(TestContext.Current.CancellationToken)).Records.Span[0];

        Assert.True(PushMessage.TryRead(record.Value!.Value, out var push, out var reason), reason);
        Assert.Equal(id, Encoding.UTF8.GetString(record.Key.Span));
        Assert.Equal((id, "user \"1\"", "report"), (push.PushId, push.UserId, push.Topic));
        Assert.Equal(body, push.Body.ToArray());
        Assert.Equal(clock.GetUtcNow() + TimeSpan.FromMinutes(5), push.ExpiresAt);
    }

    [Theory]
    [InlineData("", "t", "1")]
    [InlineData("u", "", "1")]
    [InlineData("u", "t", "")]
    [InlineData("u", "t", "{")]
    [InlineData("u", "t", "1 2")]
    [InlineData("u", "t", "nonsense")]
    public async Task What_nobody_could_deliver_is_refused_at_once(string user, string topic, string body)
    {
        await using var log = new InMemoryLog();
        var pushes = new UserPushes(log, TimeProvider.System);

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await pushes.SendAsync(
            user, topic, Encoding.UTF8.GetBytes(body), cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Body_above_the_limit_and_a_lifetime_of_nothing_are_refused()
    {
        await using var log = new InMemoryLog();
        var pushes = new UserPushes(log, TimeProvider.System);
        var body = Encoding.UTF8.GetBytes($"\"{new string('x', PushMessage.MaxBodyBytes - 1)}\"");

        await Assert.ThrowsAsync<ArgumentException>(async () => await pushes.SendAsync(
            "u", "t", body, cancellationToken: TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await pushes.SendAsync(
            "u", "t", "1"u8.ToArray(), TimeSpan.Zero, cancellationToken: TestContext.Current.CancellationToken));
    }
}
