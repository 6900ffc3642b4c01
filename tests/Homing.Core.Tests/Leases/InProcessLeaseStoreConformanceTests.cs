using Homing.Conformance;
using Homing.Leases;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Core.Tests.Leases;

public sealed class InProcessLeaseStoreConformanceTests : LeaseStoreConformance, IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryLog _log;
    private InProcessLeaseStore _store;

    public InProcessLeaseStoreConformanceTests()
    {
        _log = new InMemoryLog(_clock);
        _store = New();
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _log.DisposeAsync();
    }

    protected override ValueTask<ILeaseStore> OpenAsync() => ValueTask.FromResult<ILeaseStore>(_store);

    protected override ValueTask<ILeaseStore> RestartAsync()
    {
        _store.Dispose();
        _store = New();
        return OpenAsync();
    }

    protected override ValueTask PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return ValueTask.CompletedTask;
    }

    protected override void JumpWallClock(TimeSpan by) => _clock.JumpWallClock(by);

    private InProcessLeaseStore New() => new(_log, _clock, NullLogger<InProcessLeaseStore>.Instance);
}
