using Homing.Log;
using Homing.Reports.Workflow;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Reports.Tests.Workflow;

/// <summary>The ledger and some duties of one process, from its start to its end.</summary>
internal sealed class WorkflowLife : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _running = [];

    private WorkflowLife(ServiceProvider services) => _services = services;

    public ReportLedger Ledger => Get<ReportLedger>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<WorkflowLife> StartAsync(
        ILog log, TimeProvider time, Action<IServiceCollection>? add = null, Action<ReportOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton(log);
        services.AddSingleton(time);
        services.AddReportLedger();
        services.Configure<ReportOptions>(options =>
        {
            options.Partitions = 2;
            configure?.Invoke(options);
        });
        add?.Invoke(services);
        var life = new WorkflowLife(services.BuildServiceProvider());

        // Not what measures lags: its timers are of no interest here.
        foreach (var service in life._services.GetServices<IHostedService>().Where(one => one.GetType().Namespace == typeof(ReportLedger).Namespace))
        {
            await service.StartAsync(TestContext.Current.CancellationToken);
            life._running.Add(service);
        }

        return life;
    }

    public async Task StopAsync()
    {
        foreach (var service in Enumerable.Reverse(_running))
        {
            try
            {
                await service.StopAsync(CancellationToken.None);
            }
            catch (LogException)
            {
                // The log had died under it.
            }
        }

        _running.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }
}

/// <summary>How duties of tests are added.</summary>
internal static class TestDutyExtensions
{
    public static IServiceCollection AddDuty<TService>(this IServiceCollection services, TestDuty<TService> duty) =>
        services.AddSingleton(duty).AddReportDuty<TestDuty<TService>>();
}
