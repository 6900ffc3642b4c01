using System.Net.Sockets;
using Homing.Gateway;
using Homing.Host.Dead;
using Homing.Host.Description;
using Homing.Host.Doctor;
using Homing.Host.Identity;
using Homing.Host.Pages;
using Homing.Host.Telemetry;
using Homing.Roles;
using Homing.Workers;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;

namespace Homing.Host;

/// <summary>Puts the chosen roles together and runs them until the process is told to stop.</summary>
internal static class HomingApplication
{
    private const int Stopped = 0;
    private const int Failed = 1;

    private const string WithoutCertificate =
        "https:// needs a certificate: set Kestrel:Certificates:Default:Path and :Password, or listen at http:// behind a proxy that has one.";

    /// <summary>Runs; what keeps the process from starting is said in one line each, without a stack trace.</summary>
    public static async Task<int> RunAsync(LaunchSettings launch)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(launch.Overrides).Build();
        try
        {
            await using var application = Build(launch);
            configuration = application.Configuration;
            foreach (var (name, nearest) in UnknownSettings.In(configuration))
            {
                await Console.Error.WriteLineAsync($"homing: warning: there is no setting {name}{(nearest is null ? "" : $"; {nearest} is meant?")}");
            }

            application.Lifetime.ApplicationStarted.Register(() =>
                Console.WriteLine($"Homing is ready at {string.Join(" ", launch.Urls)}  (Ctrl-C drains and stops)"));

            // Made before anything runs: what cannot even be made, such as a log on a folder in use, stops here.
            var loops = application.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToArray();
            await RunAsync(application);
            var failed = Array.Find(loops, loop => loop.ExecuteTask is { IsFaulted: true });
            return failed is null
                ? Stopped
                : await Refusal.WriteAsync(Failed, [$"{failed.GetType().Name} failed, so the process stopped; see the log above."]);
        }
        catch (OptionsValidationException exception)
        {
            return await Refusal.WriteAsync(Refusal.WrongUsage, SettingErrors.Describe(exception, configuration));
        }
        catch (InvalidOperationException exception) when (SettingErrors.DescribeKind(exception) is { } reason)
        {
            return await Refusal.WriteAsync(Refusal.WrongUsage, reason);
        }
        catch (InvalidOperationException exception) when (exception.Message.StartsWith("Unable to configure HTTPS endpoint", StringComparison.Ordinal))
        {
            return await Refusal.WriteAsync(Refusal.WrongUsage, WithoutCertificate);
        }
        catch (HomingException exception)
        {
            return await Refusal.WriteAsync(Refusal.CannotStart, [exception.Message]);
        }
        catch (IOException exception) when (exception.InnerException is SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return await Refusal.WriteAsync(Refusal.CannotStart, [exception.Message + " Choose another with --port."]);
        }
    }

    // What already runs when a later part cannot start is stopped in order, and not just dropped.
    private static async Task RunAsync(WebApplication application)
    {
        try
        {
            await application.StartAsync();
            await application.WaitForShutdownAsync();
        }
        catch
        {
            await application.StopAsync();
            throw;
        }
    }

    /// <summary>All that the chosen roles need; nothing of it is made yet.</summary>
    public static WebApplicationBuilder CreateBuilder(LaunchSettings launch)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = "wwwroot",
        });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = launch.Defaults });
        builder.Configuration.AddInMemoryCollection(launch.Overrides);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.WebHost.UseUrls([.. launch.Urls]);
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        builder.Host.UseDefaultServiceProvider(container => container.ValidateOnBuild = container.ValidateScopes = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        AddShared(builder);
        builder.Services.AddDatabases(builder.Configuration, launch.Roles);

        var roles = Roles(launch);
        foreach (var operation in RoleCatalog.Roles.SelectMany(role => role.Operations))
        {
            builder.Services.AddHomingOperation(operation.Op, operation.Group);
        }

        foreach (var role in roles)
        {
            role.AddServices(builder);
        }

        builder.Services.AddHomingOperations([.. roles.Select(role => role.Name)]);
        builder.Services.AddTelemetry(builder.Configuration, [.. roles.Select(role => role.Name)]);

        if (roles.Any(role => role is GatewayRole))
        {
            builder.Services.AddSignIn();

            // Channels are fed where they are watched, whichever process answers the role's requests.
            foreach (var role in RoleCatalog.Roles)
            {
                role.AddChannels(builder);
            }
        }

        return builder;
    }

    /// <summary>Builds the application; nothing runs yet.</summary>
    public static WebApplication Build(LaunchSettings launch)
    {
        var roles = Roles(launch);
        var application = CreateBuilder(launch).Build();
        application.UseForwardedHeaders();
        application.UseExceptionHandler();
        application.UsePages();
        application.UseStatusCodePages();
        application.UseIdentity();
        application.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false });
        application.MapHealthChecks("/healthz/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        application.MapTelemetry();
        application.MapOpenApi("/openapi/v1.json");
        application.MapPages();
        application.MapDead();
        foreach (var role in roles)
        {
            role.MapEndpoints(application);
        }

        if (roles.Any(role => role is GatewayRole))
        {
            application.MapSignIn();
        }

        return application;
    }

    // What the framework says by itself has our types too, and no field that the others do not have.
    private static void MakeStable(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem.Type?.StartsWith(Problem.TypePrefix, StringComparison.Ordinal) != true)
        {
            var ours = Problem.OfStatus(problem.Status ?? context.HttpContext.Response.StatusCode);
            (problem.Type, problem.Title) = (ours.Type, ours.Title);
        }

        problem.Extensions.Clear();
    }

    private static IRole[] Roles(LaunchSettings launch) =>
        [.. RoleCatalog.Roles.Where(role => launch.Roles.Contains(role.Name))];

    private static void AddShared(WebApplicationBuilder builder)
    {
        builder.Services.AddLogAndLeases(builder.Configuration);
        builder.Services.AddSingleton<IDeadLetters, DeadLettersInLog>();

        // Every process knows the operations of every role: a request for any other is nobody's.
        builder.Services.Configure<WorkerOptions>(workers => workers.SetUnknownAside = true);
        builder.AddIdentity();
        builder.Services.AddHealthChecks();
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = MakeStable);
        builder.Services.AddDescription();
        builder.Services.AddPages();
    }
}
