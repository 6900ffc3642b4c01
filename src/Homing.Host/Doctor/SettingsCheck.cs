using Homing.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Host.Doctor;

/// <summary>Whether every setting is valid, and is one that there is.</summary>
internal sealed class SettingsCheck(IServiceProvider services, IConfiguration configuration)
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

    private IEnumerable<string> Invalid()
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return SettingErrors.Describe(exception, configuration);
        }
        catch (AggregateException several)
        {
            return several.Flatten().InnerExceptions.SelectMany(exception => exception is OptionsValidationException invalid
                ? SettingErrors.Describe(invalid, configuration)
                : [exception.Message]);
        }
        catch (InvalidOperationException exception)
        {
            // A text where a number has to be.
            return [exception.Message];
        }
    }

    private IEnumerable<DoctorFinding> Unknown()
    {
        var catalog = SettingCatalog.OfThisProgram();
        return
            from setting in configuration.AsEnumerable()
            where setting.Value is not null && setting.Key.StartsWith(SettingCatalog.Prefix, StringComparison.OrdinalIgnoreCase)
            where !catalog.Knows(setting.Key)
            orderby setting.Key
            select DoctorFinding.Warn(
                Check,
                $"{setting.Key} is set, and there is no such setting",
                catalog.Nearest(setting.Key) is { } nearest
                    ? $"{nearest} is meant? Otherwise remove it."
                    : "Remove it; docs/reference/configuration.md lists all settings.");
    }
}
