using Homing.Reports.ProviderApi;
using Homing.Roles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Homing.Reports.ExternalReader;

/// <summary>Takes the provider's call backs.</summary>
public sealed class ExternalReaderRole : IRole
{
    /// <inheritdoc/>
    public string Name => WebhookIntake.ServiceName;

    /// <inheritdoc/>
    public string Summary => "takes the call backs of the reporting provider";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddProviderDirectory();
        services.AddReportLedger();
        services.AddHttpJson(ProviderJson.Default);
        services.AddOptionsWithValidateOnStart<ExternalReaderOptions, ExternalReaderOptionsValidator>()
            .BindConfiguration(ExternalReaderOptions.SectionName);
        services.TryAddSingleton<ReportMetrics>();
        services.TryAddSingleton<WebhookCheck>();
        services.TryAddSingleton<WebhookIntake>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapPost(ProviderDirectory.CallbackPath, WebhookEndpoint.PostAsync)
            .AnswersProblems()
            .WithTags("Reports")
            .WithSummary("Takes a call back of the reporting provider, signed as Standard Webhooks 1.0")
            .DescribeWebhook();
    }
}
