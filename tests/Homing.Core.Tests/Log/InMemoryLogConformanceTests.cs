using Homing.Conformance;
using Homing.Log;
using Homing.Testing;

namespace Homing.Core.Tests.Log;

public sealed class InMemoryLogConformanceTests : LogConformance
{
    protected override string? KeepsEverything => "The log in memory keeps everything until it is compacted.";

    protected override ValueTask<ILog> CreateAsync() => ValueTask.FromResult<ILog>(new InMemoryLog());

    // It lives as long as the object.
    protected override ValueTask<ILog> ReopenAsync(ILog log) => ValueTask.FromResult(log);

    protected override ValueTask MaintainAsync(ILog log)
    {
        ((InMemoryLog)log).Compact("t");
        return ValueTask.CompletedTask;
    }
}
