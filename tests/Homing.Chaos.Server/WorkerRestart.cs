using Homing.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Chaos.Server;

/// <summary>Stops the workers in the middle of what they do and starts them again: what they had begun is begun anew.</summary>
internal static class WorkerRestart
{
    public static async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var workers = services.GetServices<IHostedService>()
            .Where(service => service.GetType().Namespace == typeof(RequestContext).Namespace);
        foreach (var worker in workers)
        {
            await worker.StopAsync(cancellationToken);
            await worker.StartAsync(cancellationToken);
        }
    }
}
