using Homing.Conformance;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Log.Embedded.Tests;

public sealed class EmbeddedLogConformanceTests : LogConformance
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-log-");
    private readonly FakeTimeProvider _time = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    protected override async ValueTask<ILog> CreateAsync() => await EmbeddedLog.OpenAsync(
        new EmbeddedLogOptions { Directory = _folder.FullName }, _time, NullLogger.Instance);

    protected override async ValueTask<ILog> ReopenAsync(ILog log)
    {
        await log.DisposeAsync();
        return await CreateAsync();
    }

    protected override async ValueTask MaintainAsync(ILog log)
    {
        _time.AdvanceHoldingTimers(TimeSpan.FromDays(2));
        await ((EmbeddedLog)log).MaintainAsync();
    }
}
