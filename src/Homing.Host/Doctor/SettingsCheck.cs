using System.Reflection;
using Homing.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Host.Doctor;

/// <summary>Whether every setting is valid, and is one that there is.</summary>
internal sealed class SettingsCheck(IServiceCollection registered, IServiceProvider services, IConfiguration configuration)
{
    private const string Check = "settings";

    /// <summary>A setting that is wrong.</summary>
    public static DoctorFinding Wrong(string failure) =>
        DoctorFinding.Fail(Check, failure, "Change it to what is allowed; docs/reference/configuration.md lists all settings.");

    public IReadOnlyList<DoctorFinding> Look()
    {
        var findings = Invalid().Select(Wrong).Concat(Unknown()).ToArray();
        return findings.Length > 0 ? findings : [DoctorFinding.Ok(Check, "all are valid, and none is unknown")];
    }

    // Ours alone, and not as the start does it: to validate those of the framework opens the log, for the keys in it.
    private IEnumerable<string> Invalid() => registered
        .Where(service => service.ServiceType.IsConstructedGenericType
            && service.ServiceType.GetGenericTypeDefinition() == typeof(IValidateOptions<>))
        .Select(service => service.ServiceType.GenericTypeArguments[0])
        .Where(options => options.FullName!.StartsWith("Homing.", StringComparison.Ordinal))
        .Distinct().SelectMany(Failures);

    private IEnumerable<string> Failures(Type options)
    {
        var accessor = typeof(IOptions<>).MakeGenericType(options);
        try
        {
            accessor.GetProperty(nameof(IOptions<>.Value))!.GetMethod!
                .Invoke(services.GetRequiredService(accessor), BindingFlags.DoNotWrapExceptions, null, null, null);
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return SettingErrors.Describe(exception, configuration);
        }
        catch (InvalidOperationException exception)
        {
            // A text where a number has to be.
            return [SettingErrors.DescribeKind(exception) ?? exception.Message];
        }
    }

    private IEnumerable<DoctorFinding> Unknown() => UnknownSettings.In(configuration).Select(unknown => DoctorFinding.Warn(
        Check,
        $"{unknown.Name} is set, and there is no such setting",
        unknown.Nearest is { } nearest
            ? $"{nearest} is meant? Otherwise remove it."
            : "Remove it; docs/reference/configuration.md lists all settings."));
}
