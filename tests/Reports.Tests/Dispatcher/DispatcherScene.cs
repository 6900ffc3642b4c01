using System.Text.Json;
using Homing.Log;
using Homing.Reports.Contracts;
using Homing.Reports.Dispatcher;
using Homing.Reports.Documents;
using Homing.Reports.Tests.ProviderApi;
using Homing.Reports.Workflow;
using Homing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Reports.Tests.Dispatcher;

/// <summary>
/// The dispatcher before a provider that may be hostile. The test takes its steps, as the runner would; time passes only
/// where a step says that it waits.
/// </summary>
internal sealed class DispatcherScene : IAsyncDisposable
{
    public const string TraceParent = ClientScene.TraceParent;

    // A flow that takes more steps goes round in circles.
    private const int MostSteps = 10_000;

    private readonly IHost _host;

    private DispatcherScene(HostileProvider provider, IHost host, FakeTimeProvider time, InMemoryLog log, string folder)
    {
        (Provider, _host, Time, Log, Folder) = (provider, host, time, log, folder);
        (Ledger, Duty, Documents) = (Get<ReportLedger>(), Get<DispatcherDuty>(), Get<DocumentStore>());
    }

    public FakeTimeProvider Time { get; }

    public InMemoryLog Log { get; }

    public HostileProvider Provider { get; }

    public ReportLedger Ledger { get; }

    public DispatcherDuty Duty { get; }

    public DocumentStore Documents { get; }

    public string Folder { get; }

    /// <summary>The files of our storage.</summary>
    public IEnumerable<string> Files =>
        Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories) : [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<DispatcherScene> StartAsync(params (string Key, string Value)[] settings)
    {
        var (provider, time) = (await HostileProvider.StartAsync(), new FakeTimeProvider());
        var log = new InMemoryLog(time);
        var folder = Directory.CreateTempSubdirectory("homing-dispatcher-").FullName;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            Settings(provider, folder).Concat(settings).ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.Services.AddLogging().AddMetrics();
        builder.Services.AddSingleton<ILog>(log).AddSingleton<TimeProvider>(time).AddSingleton(provider.Server);
        new DispatcherRole().AddServices(builder);
        var host = builder.Build();
        await host.Services.GetRequiredService<ReportLedger>().StartAsync(Token);
        return new DispatcherScene(provider, host, time, log, folder);
    }

    public static IEnumerable<(string Key, string Value)> Settings(HostileProvider provider, string folder) =>
    [
        ("Homing:Reports:Directory", folder),
        ("Homing:Reports:Provider:Url", provider.Url.ToString()),
        ("Homing:Reports:Provider:ApiKey", HostileProvider.ApiKey),
        ("Homing:Reports:Provider:CallbackUrl", "http://127.0.0.1/external-reader/webhooks"),
    ];

    public static ReportRequested Request(string user) => new(
        user, $"{user}@homing.example", [user],
        new ReportOrder(ReportKinds.TopGames, "Games", JsonSerializer.SerializeToElement(new { year = 2015 }), 60), "fingerprint");

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Asks for a report.</summary>
    public async Task<Guid> RequestAsync(string user = "ceo")
    {
        var id = Guid.NewGuid();
        await Ledger.BeginAsync(id, "report-trigger", Request(user), TraceParent, Token);
        return id;
    }

    /// <summary>Somebody else says something about a report.</summary>
    public async Task<Verdict> SayAsync(Guid id, ReportFact fact) =>
        (await Ledger.AppendAsync(Ledger.Find(id)!, "test", fact, Token)).Verdict;

    /// <summary>Takes steps until the report is so, or nothing more is done for it.</summary>
    public async Task<Report> DriveAsync(Guid id, Func<Report, bool>? until = null)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            var report = Ledger.Find(id)!;
            if (until?.Invoke(report) == true)
            {
                return report;
            }

            var next = await StepAsync(report);
            if (next.IsDone && ReferenceEquals(Ledger.Find(id), report))
            {
                return report;
            }

            await PassAsync(report, next);
        }

        throw new InvalidOperationException($"Report {id} is still {Ledger.Find(id)!.State} after {MostSteps} steps.");
    }

    public Task<Report> DriveAsync(Guid id, ReportState state) => DriveAsync(id, report => report.State == state);

    /// <summary>Takes a step; one that fails is taken again after a second.</summary>
    public async Task<NextStep> StepAsync(Report report)
    {
        try
        {
            return await Duty.StepAsync(report, Token);
        }
        catch (HomingException exception) when (exception.IsTransient)
        {
            return NextStep.When(Time.GetUtcNow().AddSeconds(1));
        }
    }

    /// <summary>A step about which nothing is tried again.</summary>
    public ValueTask<NextStep> StepAsync(Guid id) => Duty.StepAsync(Ledger.Find(id)!, Token);

    public async ValueTask DisposeAsync()
    {
        await Ledger.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
        await Provider.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task PassAsync(Report report, NextStep next)
    {
        if (!ReferenceEquals(Ledger.Find(report.Id), report))
        {
            return;
        }

        if (next.Work is { } work)
        {
            await Task.WhenAny(work).WaitAsync(Token);
        }
        else if (next.At is { } at)
        {
            Time.Advance(at > Time.GetUtcNow() ? at - Time.GetUtcNow() : TimeSpan.Zero);
        }
        else
        {
            await Ledger.ChangedAsync(report, Token);
        }
    }
}
