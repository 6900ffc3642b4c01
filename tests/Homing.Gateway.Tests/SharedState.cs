using Homing.Leases;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Gateway.Tests;

/// <summary>What the processes of one system share: the log, the leases, the keys.</summary>
internal sealed class SharedState : IAsyncDisposable
{
    public SharedState()
    {
        Log = new InMemoryLog(TimeProvider.System);
        Leases = new InProcessLeaseStore(Log, TimeProvider.System, NullLogger<InProcessLeaseStore>.Instance);
    }

    public InMemoryLog Log { get; }

    public InProcessLeaseStore Leases { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("homing-shared-").FullName;

    public async ValueTask DisposeAsync()
    {
        Leases.Dispose();
        await Log.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
