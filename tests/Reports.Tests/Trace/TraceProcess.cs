using System.Security.Claims;
using Homing.Log;
using Homing.Reports.Contracts;
using Homing.Reports.Trace;
using Homing.Reports.Trace.Mail;
using Homing.Reports.Workflow;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Homing.Reports.Tests.Trace;

/// <summary>A process that runs the role, over the log and the storages of a <see cref="TraceScene"/>.</summary>
internal sealed class TraceProcess : IAsyncDisposable
{
    private const string UserHeader = "test-user";

    private readonly WebApplication _app;

    private TraceProcess(WebApplication app, Mortality mortality) => (_app, Mortality) = (app, mortality);

    public Mortality Mortality { get; }

    public ReportLedger Ledger => _app.Services.GetRequiredService<ReportLedger>();

    /// <summary>Reports that it is not done with.</summary>
    public int Open => _app.Services.GetRequiredService<DutyRunner<TraceDuty>>().Open
        + _app.Services.GetRequiredService<DutyRunner<MailDuty>>().Open;

    public static async Task<TraceProcess> StartAsync(TraceScene scene, int fatal, IEnumerable<(string Key, string Value)> settings)
    {
        var mortality = new Mortality(fatal);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ILog>(new MortalLog(scene.Log, mortality));
        builder.Services.AddSingleton<TimeProvider>(scene.Time);
        builder.Services.AddSingleton(scene.Provider.For(mortality));
        var role = new ReportTraceRole();
        role.AddServices(builder);
        var transport = builder.Services.Last(service => service.ServiceType == typeof(IMailTransport));
        builder.Services.Replace(ServiceDescriptor.Singleton<IMailTransport>(
            services => new MortalTransport((IMailTransport)transport.ImplementationFactory!(services), mortality)));
        var app = builder.Build();
        app.Use((context, next) =>
        {
            if (context.Request.Headers[UserHeader] is [{ } user])
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], "test"));
            }

            return next();
        });
        role.MapEndpoints(app);
        await app.StartAsync();
        return new TraceProcess(app, mortality);
    }

    public Report? Find(Guid report) => Ledger.Find(report);

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Asks it, as that user.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, string? user, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, _app.Urls.First() + path);
        if (user is not null)
        {
            request.Headers.Add(UserHeader, user);
        }

        return await http.SendAsync(request, cancellationToken);
    }

    /// <summary>Stops it as it is told to.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <summary>Takes it apart as a crash does: nothing that it still does has an effect.</summary>
    public async ValueTask DisposeAsync()
    {
        Mortality.Bury();
        await _app.DisposeAsync();
    }
}
