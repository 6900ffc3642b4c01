using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Log.Embedded.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task Host_opens_the_log_though_nobody_asks_for_it()
    {
        using var folder = new LogFolder();
        using (var host = Build(("Directory", folder.Path)))
        {
            await host.StartAsync(LogText.Soon);
            Assert.True(File.Exists(Path.Combine(folder.Path, "lock")));
            await folder.FailToOpenAsync();
            await host.StopAsync(LogText.Soon);
        }

        await using var free = await folder.OpenAsync();
    }

    [Fact]
    public async Task Host_does_not_start_on_a_folder_in_use_and_starts_nothing_else()
    {
        using var folder = new LogFolder();
        await using var log = await folder.OpenAsync();
        var other = new Other();
        var builder = Builder(("Directory", folder.Path));
        builder.Services.AddSingleton<IHostedService>(other);
        builder.Services.AddEmbeddedLog();
        using var host = builder.Build();
        var error = await Assert.ThrowsAsync<LogException>(() => host.StartAsync(LogText.Soon));
        Assert.Contains("in use by process", error.Message, StringComparison.Ordinal);
        Assert.False(other.IsStarted);
    }

    [Fact]
    public async Task Registration_twice_is_registration_once()
    {
        using var folder = new LogFolder();
        var builder = Builder(("Directory", folder.Path));
        builder.Services.AddEmbeddedLog().AddEmbeddedLog();
        using var host = builder.Build();
        await using var log = Assert.Single(host.Services.GetServices<ILog>());
        Assert.Same(host.Services.GetRequiredService<EmbeddedLog>(), log);
        Assert.Single(host.Services.GetServices<IHostedService>(), service => service is EmbeddedLogStarter);
    }

    [Theory]
    [InlineData("Directory", "")]
    [InlineData("SegmentBytes", "65535")]
    [InlineData("CompactedSegmentBytes", "4294967297")]
    [InlineData("MaxRecordBytes", "1023")]
    [InlineData("MaxPendingBytes", "1073741825")]
    [InlineData("MaxPendingBytes", "1048576")]
    [InlineData("ReadBatchBytes", "4095")]
    [InlineData("CommitThreads", "0")]
    [InlineData("CommitThreads", "65")]
    [InlineData("CommitSpin", "00:00:00.0010001")]
    [InlineData("PositionFlushInterval", "00:00:00")]
    [InlineData("MaintenancePeriod", "1.00:00:01")]
    [InlineData("RollAge", "00:00:00.9")]
    [InlineData("TombstoneAge", "-00:00:01")]
    public async Task Setting_out_of_bounds_is_refused_by_name_at_start(string name, string value)
    {
        using var folder = new LogFolder();
        using var host = Build([.. name == "Directory" ? [] : new[] { ("Directory", folder.Path) }, (name, value)]);
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(LogText.Soon));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Defaults_are_valid()
    {
        using var folder = new LogFolder();
        using var host = Build(("Directory", folder.Path));
        Assert.Equal(4, host.Services.GetRequiredService<IOptions<EmbeddedLogOptions>>().Value.CommitThreads);
        await host.StartAsync(LogText.Soon);
    }

    private static IHost Build(params (string Name, string Value)[] settings)
    {
        var builder = Builder(settings);
        builder.Services.AddEmbeddedLog();
        return builder.Build();
    }

    private static HostApplicationBuilder Builder(params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(
            setting => KeyValuePair.Create($"{EmbeddedLogOptions.SectionName}:{setting.Name}", (string?)setting.Value)));
        builder.Logging.ClearProviders();
        return builder;
    }

    private sealed class Other : IHostedService
    {
        public bool IsStarted { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            IsStarted = true;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
