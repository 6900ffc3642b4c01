using System.Net;
using Homing.Leases;
using Homing.Log;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Answers;

public sealed class OrphanAdoptionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Store_of_leases_that_times_out_once_does_not_end_the_looking()
    {
        var store = new FailingListStore();
        await using var gateway = await GatewayFixture.StartAsync(services: services => services.AddSingleton<ILeaseStore>(store));
        await store.FailAsync(1, new TaskCanceledException("The store took too long."));

        await LeaveAnswerAsync(gateway, apiId: 5);

        await gateway.WaitForMailAsync(1);
    }

    [Fact]
    public async Task Gateway_that_stops_while_the_leases_cannot_be_listed_sends_its_clients_away_all_the_same()
    {
        var store = new FailingListStore();
        await using var gateway = await GatewayFixture.StartAsync(
            configure: options => options.DrainTimeout = TimeSpan.Zero,
            services: services => services.AddSingleton<ILeaseStore>(store));
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        await client.RequestAsync("r1", "echo", new { text = "x" });
        await client.ReceiveAsync("response");

        _ = store.FailAsync(int.MaxValue, new HomingException("The store does not answer.", isTransient: true));
        var stopping = gateway.StopAsync();

        Assert.Equal(4200, await client.ReceiveCloseAsync());
        await stopping;
    }

    [Fact]
    public async Task Gateways_that_cannot_be_listed_now_are_said_to_be_so()
    {
        var store = new FailingListStore();
        await using var gateway = await GatewayFixture.StartAsync(services: services => services.AddSingleton<ILeaseStore>(store));
        _ = store.FailAsync(int.MaxValue, new HomingException("The store does not answer.", isTransient: true));
        using var http = new HttpClient { BaseAddress = gateway.Server };

        using var answer = await http.GetAsync(new Uri("/api/gateways", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    private static async Task LeaveAnswerAsync(GatewayFixture gateway, int apiId)
    {
        var log = gateway.Services.GetRequiredService<ILog>();
        var topic = $"client_response_{apiId}";
        await log.EnsureTopicAsync(new TopicOptions { Name = topic }, Token);
        await log.AppendAsync(topic, new LogEntry(
            "c1"u8.ToArray(), """{"client_id":"c1","request_id":"r1","op":"echo","epoch":1,"body":1}"""u8.ToArray()), Token);
    }

    /// <summary>Grants id 0 and keeps it; what it is asked to list can fail.</summary>
    private sealed class FailingListStore : ILeaseStore
    {
        private readonly Lock _gate = new();
        private readonly Lease _lease = new(0, 1);
        private LeaseHolder _holder = new("");
        private Exception? _failure;
        private TaskCompletionSource? _failed;
        private int _times;

        /// <summary>Completes when as many listings have failed.</summary>
        public Task FailAsync(int times, Exception failure)
        {
            lock (_gate)
            {
                (_times, _failure) = (times, failure);
                _failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _failed.Task;
            }
        }

        public ValueTask<Lease> AcquireAsync(
            LeaseHolder holder, TimeSpan timeToLive, CancellationToken cancellationToken = default)
        {
            _holder = holder;
            return ValueTask.FromResult(_lease);
        }

        public ValueTask<LeaseRenewal> RenewAsync(
            Lease lease, int connections, TimeSpan timeToLive, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(LeaseRenewal.Held);

        public ValueTask ReleaseAsync(Lease lease, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public ValueTask<IReadOnlyList<LeaseStatus>> ListAsync(CancellationToken cancellationToken = default)
        {
            lock (_gate)
            {
                if (_failure is { } failure && _times-- > 0)
                {
                    if (_times == 0)
                    {
                        _failed!.TrySetResult();
                    }

                    return ValueTask.FromException<IReadOnlyList<LeaseStatus>>(failure);
                }
            }

            return ValueTask.FromResult<IReadOnlyList<LeaseStatus>>([new LeaseStatus(_lease, _holder, 0, DateTimeOffset.UnixEpoch)]);
        }
    }
}
