using Homing.Leases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Homing.Core.Tests.Leases;

internal static class LeaseTestKit
{
    private static readonly LeaseMetrics Metrics = new(
        new ServiceCollection().AddMetrics().BuildServiceProvider()
            .GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());

    public static LeaseKeeper NewKeeper(ILeaseStore store, TimeProvider clock, LeaseOptions? options = null) =>
        new(store, Options.Create(options ?? new LeaseOptions()), clock, Metrics, NullLogger<LeaseKeeper>.Instance);
}
