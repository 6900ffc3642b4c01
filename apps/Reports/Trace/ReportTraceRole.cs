using Homing.Doctor;
using Homing.Pushes;
using Homing.Reports.Documents;
using Homing.Reports.Trace.Cleaning;
using Homing.Reports.Trace.Mail;
using Homing.Reports.Trace.Mail.Outbox;
using Homing.Reports.Trace.Mail.Smtp;
using Homing.Reports.Trace.Telling;
using Homing.Roles;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Trace;

/// <summary>Tells who asked what became of a report, by popup and mail, and cleans up after it.</summary>
public sealed class ReportTraceRole : IRole
{
    /// <summary>The name of the role, and the source of its events.</summary>
    internal const string RoleName = "report-trace";

    /// <summary>Who wants what a setting asks for.</summary>
    internal const string Policy = "policy";

    /// <inheritdoc/>
    public string Name => RoleName;

    /// <inheritdoc/>
    public string Summary => "tells who asked for a report by popup and mail, and deletes it when its time is over";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddHomingKeys();
        services.AddHttpJson(TraceJson.Default);
        services.AddProviderClient();
        services.AddOptionsWithValidateOnStart<TraceOptions, TraceOptionsValidator>().BindConfiguration(TraceOptions.SectionName);
        services.AddOptionsWithValidateOnStart<MailOptions, MailOptionsValidator>().BindConfiguration(MailOptions.SectionName);
        services.TryAddSingleton<UserPushes>();
        services.TryAddSingleton<DocumentStore>();
        services.TryAddSingleton<DocumentLinks>();
        services.TryAddSingleton<Popups>();
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton<ReportMail>();
        services.TryAddSingleton<MailPauses>();
        services.TryAddSingleton(TransportOf);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDoctorCheck, MailCheck>());
        services.AddReportDuty<TraceDuty>();
        services.AddReportDuty<MailDuty>();
        services.AddHostedService<StorageSweep>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapOutbox();
    }

    private static IMailTransport TransportOf(IServiceProvider services) =>
        SmtpServer.TryParse(services.GetRequiredService<IOptions<MailOptions>>().Value.Server, out var server)
            ? ActivatorUtilities.CreateInstance<SmtpTransport>(services, server, ActivatorUtilities.CreateInstance<ServerTrust>(services))
            : services.GetRequiredService<Outbox>();
}
