using System.Diagnostics.Metrics;
using Homing.Reports.ProviderApi;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Reports.Tests.ProviderApi;

/// <summary>Our client before a provider that may be hostile, and a clock that only the test moves.</summary>
internal sealed class ClientScene : IAsyncDisposable
{
    public const string TraceParent = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly bool _ownsProvider;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-fetch-");

    private ClientScene(HostileProvider provider, ProviderClientOptions options, bool ownsProvider)
    {
        (Provider, Options, _ownsProvider) = (provider, options, ownsProvider);
        var server = provider.Server;
        var directory = new ProviderDirectory(
            Microsoft.Extensions.Options.Options.Create(options),
            new OwnAddress(() => server),
            new DemoKeys(Microsoft.Extensions.Options.Options.Create(new DemoKeysOptions { DemoKeys = Path.Combine(_folder.FullName, "keys") })));
        Client = new ProviderClient(
            directory,
            Microsoft.Extensions.Options.Options.Create(options),
            new ReportMetrics(_services.GetRequiredService<IMeterFactory>()),
            Time,
            NullLogger<ProviderClient>.Instance);
        Download = new ProviderDownload(Client, options, Time);
    }

    public FakeTimeProvider Time { get; } = new();

    public HostileProvider Provider { get; }

    public ProviderClientOptions Options { get; }

    public ProviderClient Client { get; }

    public ProviderDownload Download { get; }

    public string PartPath => Path.Combine(_folder.FullName, "part");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ClientScene> StartAsync(Action<ProviderClientOptions>? configure = null)
    {
        var provider = await HostileProvider.StartAsync();
        var options = For(provider);
        configure?.Invoke(options);
        return new ClientScene(provider, options, ownsProvider: true);
    }

    /// <summary>One of several before the same provider, which stays.</summary>
    public static ClientScene Before(HostileProvider provider) => new(provider, For(provider), ownsProvider: false);

    /// <summary>An order of a new report.</summary>
    public ProviderOrder NewOrder() => new(
        Guid.NewGuid(), "top-games", "Games", System.Text.Json.JsonSerializer.SerializeToElement(new { year = 2015 }), "ceo",
        Time.GetUtcNow(), Client.CallbackUrl);

    /// <summary>One try to fetch the document, on what is there of it.</summary>
    public async Task FetchAsync(ProviderDocument? promise = null)
    {
        await using var part = Open();
        await Download.RunAsync(promise ?? Provider.Promise, part, TraceParent, Token);
    }

    /// <summary>A try that must fail; answers why.</summary>
    public Task<ProviderException> FetchInVainAsync(ProviderDocument? promise = null) =>
        Assert.ThrowsAsync<ProviderException>(() => FetchAsync(promise));

    public byte[] Part() => File.Exists(PartPath) ? File.ReadAllBytes(PartPath) : [];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_ownsProvider)
        {
            await Provider.DisposeAsync();
        }

        await _services.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static ProviderClientOptions For(HostileProvider provider) =>
        new() { Url = provider.Url, ApiKey = HostileProvider.ApiKey };

    private FileStream Open() => new(PartPath, new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Options = FileOptions.Asynchronous,
        BufferSize = 0,
    });
}
