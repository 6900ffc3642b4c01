using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Log.Embedded;

/// <summary>Opens the log when the host starts, whether or not anybody asks for it by then.</summary>
internal sealed class EmbeddedLogStarter : IHostedService
{
    private readonly IServiceProvider _services;

    public EmbeddedLogStarter(IServiceProvider services) => _services = services;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _services.GetRequiredService<EmbeddedLog>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
