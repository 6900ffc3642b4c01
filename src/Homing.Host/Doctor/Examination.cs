using Homing.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Host.Doctor;

/// <summary>Asks every check of the chosen roles, all at once; nothing is started.</summary>
internal static class Examination
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What was found: settings first, then in the order in which the roles brought their checks.</summary>
    public static async Task<IReadOnlyList<DoctorFinding>> RunAsync(LaunchSettings launch, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder;
        try
        {
            builder = HomingApplication.CreateBuilder(launch);
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures.Select(SettingsCheck.Wrong)];
        }

        builder.Logging.ClearProviders();

        // The services alone: building the application would make its server, and with it open the log.
        await using var services = builder.Services.BuildServiceProvider(validateScopes: true);
        var settings = new SettingsCheck(builder.Services, services, builder.Configuration).Look();
        if (settings.Any(finding => finding.Verdict == DoctorVerdict.Fail))
        {
            // What the others would look at is what the settings say.
            return settings;
        }

        IDoctorCheck[] checks = [new ListenCheck(launch.Urls), .. services.GetServices<IDoctorCheck>()];
        var found = await Task.WhenAll(checks.Select(check => LookAsync(check, cancellationToken)));
        return [.. settings, .. found.SelectMany(findings => findings)];
    }

    private static async Task<IReadOnlyList<DoctorFinding>> LookAsync(IDoctorCheck check, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await check.LookAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return
            [
                DoctorFinding.Fail(
                    check.Name, $"nothing was answered within {Patience.TotalSeconds} s", "See whether it is overloaded, or a firewall drops what is sent to it."),
            ];
        }
        catch (HomingException exception)
        {
            return [DoctorFinding.Fail(check.Name, exception.Message, "Mend that first; then look again.")];
        }
    }
}
