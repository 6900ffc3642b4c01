using Homing.Tracing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Homing.Host.Telemetry;

/// <summary>
/// <c>/metrics</c> in every process; and, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, metrics and traces over OTLP,
/// with the variables that OpenTelemetry defines for that.
/// </summary>
internal static class TelemetryExtensions
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Past it the rest of a metric is one series, told by otel_metric_overflow: a mistake in a tag costs no memory.
    private const int MaxSeries = 1000;

    public static IServiceCollection AddTelemetry(
        this IServiceCollection services, IConfiguration configuration, IReadOnlyList<string> roles)
    {
        var exports = Exports(configuration[EndpointVariable]);
        var resource = ResourceBuilder.CreateEmpty()
            .AddService("homing", serviceVersion: typeof(TelemetryExtensions).Assembly.GetName().Version?.ToString(3))
            .AddAttributes([
                new("host.name", Environment.MachineName),
                new("process.pid", (long)Environment.ProcessId),
                new("homing.roles", string.Join(',', roles)),
            ])
            .AddEnvironmentVariableDetector();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ProcessMetrics>();

        // Listens from here on, before the container makes anything: what an instrument counts earlier, such as the 0 that it
        // begins with, is not heard. The container ends it, and what it holds is sent then.
        var scraper = new PrometheusScraper();
        var meters = CreateMeters(scraper, resource, exports);
        services.AddSingleton(_ => scraper);
        services.AddSingleton(_ => meters);
        if (exports)
        {
            services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource(MessageTrace.SourceName, "Microsoft.AspNetCore", "System.Net.Http")
                .AddOtlpExporter()
                .Build());
        }

        return services;
    }

    public static void MapTelemetry(this WebApplication application)
    {
        // Asked for now, so that the container has them to end.
        _ = application.Services.GetRequiredService<MeterProvider>();
        _ = application.Services.GetService<TracerProvider>();
        _ = application.Services.GetRequiredService<ProcessMetrics>();
        application.MapGet("/metrics", async (PrometheusScraper scraper, CancellationToken cancellationToken) =>
                await scraper.ScrapeAsync(cancellationToken) is { } text
                    ? Results.Text(text, PrometheusText.ContentType)
                    : Results.Problem("The metrics could not be collected in time.", statusCode: StatusCodes.Status503ServiceUnavailable))
            .WithTags("Probes")
            .WithSummary("The metrics, in the text format of Prometheus.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .ProducesProblems(StatusCodes.Status503ServiceUnavailable);
    }

    private static MeterProvider CreateMeters(PrometheusScraper scraper, ResourceBuilder resource, bool exports)
    {
        var meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Homing.*", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
            .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = MaxSeries })
            .AddReader(scraper.Reader);
        if (exports)
        {
            meters.AddOtlpExporter();
        }

        return meters.Build();
    }

    private static bool Exports(string? endpoint) =>
        string.IsNullOrEmpty(endpoint)
            ? false
            : Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? true
                : throw new OptionsValidationException(
                    EndpointVariable,
                    typeof(TelemetryExtensions),
                    [$"{EndpointVariable} is '{endpoint}': it must be an address that starts with http:// or https://."]);
}
