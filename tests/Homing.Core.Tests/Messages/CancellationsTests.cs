using System.Text;
using Homing.Log;
using Homing.Messages;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Core.Tests.Messages;

/// <summary>Cancels as workers see them: whatever a handler or a record does, the next cancel is heard.</summary>
public sealed class CancellationsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handler_that_throws_when_it_is_cancelled_keeps_no_later_cancel_from_being_heard()
    {
        await using var log = new InMemoryLog();
        await log.EnsureTopicAsync(new TopicOptions { Name = Topics.ClientResponse(0) }, Token);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ILog>(log);
        builder.Services.AddHomingWorker("test").Handle<int, int>("wait", async (number, _, cancellationToken) =>
        {
            cancellationToken.Register(() => throw new InvalidOperationException("on purpose"));
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return number;
        });
        using var host = builder.Build();
        await host.StartAsync(Token);
        var cancellations = host.Services.GetRequiredService<Cancellations>();
        await AppendRequestAsync(log, "r1", "wait");
        await begun.Task.WaitAsync(Token);

        await cancellations.AppendAsync(Cancel("r1"), Token);
        await cancellations.AppendAsync(Cancel("r2"), Token);

        await WaitUntilHeardAsync(cancellations, "r2");
        Assert.True(cancellations.Contains(new RequestKey("c1", "r1")));
        await host.StopAsync(Token);
    }

    private static CancelMessage Cancel(string id) => new(new RequestKey("c1", id), DateTimeOffset.MaxValue);

    private static async Task WaitUntilHeardAsync(Cancellations cancellations, string id)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!cancellations.Contains(new RequestKey("c1", id)))
        {
            Assert.True(await timer.WaitForNextTickAsync(patience.Token));
        }
    }

    private static async Task AppendRequestAsync(InMemoryLog log, string id, string op)
    {
        using var value = new PooledBuffer();
        new RequestMessage
        {
            ApiId = 0,
            Epoch = 1,
            ClientId = "c1",
            RequestId = id,
            Op = op,
            Deadline = DateTimeOffset.MaxValue,
            Body = "1"u8.ToArray(),
        }.WriteTo(value);
        await log.AppendAsync(
            Topics.ClientRequest, new LogEntry(Encoding.UTF8.GetBytes("c1"), value.WrittenMemory), Token);
    }
}
