using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Deliveries.Simulator;
using Homing.Log;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Deliveries.Tests.Simulator;

/// <summary>A simulator from its start to its end, wired as the role wires it, on a clock that a test turns.</summary>
internal sealed class SimulatorLife : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogGroupReader _reader;
    private readonly Task _reading;

    private SimulatorLife(ServiceProvider services, ILog log)
    {
        _services = services;
        _reader = log.OpenGroupReader(DeliveryTopics.NewDirection, DirectionReader.Group, StartAt.Beginning);
        var directions = services.GetServices<IHostedService>().OfType<DirectionReader>().Single();
        _reading = directions.ReadAsync(_reader, _stopping.Token);
    }

    public RideBoard Board => _services.GetRequiredService<RideBoard>();

    public RideDispatcher Dispatcher => _services.GetRequiredService<RideDispatcher>();

    public static async Task<SimulatorLife> StartAsync(
        ILog log, TimeProvider time, LiveRoutes routes, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(log).AddSingleton(time).AddSingleton(routes);
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().Build());
        services.AddDeliverySimulator();
        var provider = services.BuildServiceProvider(validateScopes: true);
        foreach (var service in provider.GetServices<IHostedService>().Where(service => service is DeliveryTopicsStarter or RideBoard))
        {
            await service.StartAsync(cancellationToken);
        }

        return new SimulatorLife(provider, log);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Dispatcher.StopAsync();
        await _reader.DisposeAsync();
        var failed = Dispatcher.Failed;
        await _services.DisposeAsync();
        _stopping.Dispose();
        if (failed.IsFaulted)
        {
            await failed;
        }
    }
}
