using System.Text.Json;
using Homing.Reports.Contracts;
using Homing.Reports.Dispatcher;
using Homing.Reports.ExternalReader;
using Homing.Reports.ProviderApi;
using Homing.Reports.Trace;
using Homing.Reports.Workflow;
using Homing.Roles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Homing.Bench.Reports;

/// <summary>The services as their roles make them, over the embedded log on the disk; mails are written to files.</summary>
internal sealed class ReportServices : IAsyncDisposable
{
    private const string User = "ceo";
    private const string Trace = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";

    private readonly WebApplication _app;
    private readonly string _folder;

    private ReportServices(WebApplication app, InstantProvider provider, string folder) =>
        (_app, Provider, _folder) = (app, provider, folder);

    public InstantProvider Provider { get; }

    public ReportLedger Ledger => _app.Services.GetRequiredService<ReportLedger>();

    public static async Task<ReportServices> StartAsync()
    {
        var folder = Path.Combine(Environment.CurrentDirectory, ".data", $"bench-reports-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        var secret = WebhookSigner.NewSecret();
        var provider = await InstantProvider.StartAsync(secret);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Homing:Log:Directory"] = Path.Combine(folder, "log"),
            ["Homing:Reports:Directory"] = Path.Combine(folder, "reports"),
            ["Homing:Reports:DemoKeys"] = Path.Combine(folder, "keys.json"),
            ["Homing:Reports:Provider:Url"] = provider.Url.AbsoluteUri,
            ["Homing:Reports:Provider:ApiKey"] = "a-key-of-the-bench",
            ["Homing:Reports:ExternalReader:Secrets:0"] = secret,
            ["Homing:Reports:Dispatcher:PollAfter"] = "00:10:00",
            ["Homing:Reports:Dispatcher:LongestPause"] = "01:00:00",
            ["Homing:Reports:Mail:PublicUrl"] = "https://homing.example",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.Services.AddEmbeddedLog();
        IRole[] roles = [new DispatcherRole(), new ExternalReaderRole(), new ReportTraceRole()];
        Array.ForEach(roles, role => role.AddServices(builder));
        var app = builder.Build();
        Array.ForEach(roles, role => role.MapEndpoints(app));
        await app.StartAsync();
        return new ReportServices(app, provider, folder);
    }

    /// <summary>Asks for a report that nobody has to approve; completes when that is durable and known.</summary>
    public async Task<Report> AskAsync()
    {
        var order = new ReportOrder(
            ReportKinds.TopGames, "Games", JsonSerializer.SerializeToElement(new { year = 2015, limit = 50 }), LifetimeMinutes: 1_440);
        var judged = await Ledger.BeginAsync(
            Guid.NewGuid(), "report-trigger", new ReportRequested(User, "ceo@homing.example", [User], order, "f"), Trace, CancellationToken.None);
        return judged.Report!;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Provider.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.Collect();
    }
}
