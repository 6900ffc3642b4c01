using Microsoft.Extensions.Options;

namespace Homing.Roles;

/// <summary>
/// Checks the settings of a section. Each failure is one line that names the setting, its value, and what is allowed.
/// </summary>
/// <param name="section">The section of the settings.</param>
public sealed class SettingChecks(string section)
{
    private readonly List<string> _failures = [];

    /// <summary>What was found.</summary>
    public ValidateOptionsResult Result =>
        _failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_failures);

    /// <summary>The setting is the path of a file that is there, or that is shipped.</summary>
    public SettingChecks File(string setting, string value) =>
        Require(!string.IsNullOrWhiteSpace(value) && System.IO.File.Exists(ShippedFiles.Locate(value)),
            setting, value, "the path of a file that exists");

    /// <summary>The setting is within a range, its ends included.</summary>
    public SettingChecks Range<T>(string setting, T value, T lowest, T highest)
        where T : IComparable<T> =>
        Require(value.CompareTo(lowest) >= 0 && value.CompareTo(highest) <= 0,
            setting, value, FormattableString.Invariant($"{lowest} to {highest}"));

    /// <summary>The setting keeps a rule of its own.</summary>
    /// <param name="isKept">Whether it does.</param>
    /// <param name="setting">Its name in the section.</param>
    /// <param name="value">Its value.</param>
    /// <param name="allowed">What is allowed, in words.</param>
    public SettingChecks Require<T>(bool isKept, string setting, T value, string allowed)
    {
        if (!isKept)
        {
            _failures.Add(FormattableString.Invariant($"{section}:{setting} is '{value}'; allowed is {allowed}."));
        }

        return this;
    }
}
