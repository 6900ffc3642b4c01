using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Homing.Host;

/// <summary>Says of each wrong setting its full name, its value and what is allowed, in one line.</summary>
internal static partial class SettingErrors
{
    public static IEnumerable<string> Describe(OptionsValidationException exception, IConfiguration configuration)
    {
        var section = exception.OptionsType.GetField("SectionName", BindingFlags.Public | BindingFlags.Static)
            ?.GetRawConstantValue() as string;
        foreach (var failure in exception.Failures)
        {
            var parts = Failure().Match(failure);
            if (section is null || !parts.Success)
            {
                yield return failure;
                continue;
            }

            var name = $"{section}:{parts.Groups["member"].Value}";
            var allowed = Field().Replace(parts.Groups["text"].Value, "it ");
            yield return $"{name} is '{configuration[name]}': {allowed}";
        }
    }

    /// <summary>The same of a value that is not of the kind that its setting is; null where the exception is about something else.</summary>
    public static string? DescribeKind(InvalidOperationException exception)
    {
        var parts = Kind().Match(exception.Message);
        return parts.Success
            ? $"{parts.Groups["name"].Value} is '{parts.Groups["value"].Value}': it must be {NameOf(parts.Groups["type"].Value)}."
            : null;
    }

    private static string NameOf(string type) => type switch
    {
        "System.Boolean" => "true or false",
        "System.Int32" or "System.Int64" => "a whole number",
        "System.Double" => "a number",
        "System.TimeSpan" => "a time such as 00:00:30, or 1.00:00:00 for a day",
        "System.Uri" => "an address such as https://example.org",
        _ => "a " + type,
    };

    // As the binder of configurations says it.
    [GeneratedRegex(@"^Failed to convert configuration value '(?<value>.*)' at '(?<name>[^']+)' to type '(?<type>[^']+)'", RegexOptions.Singleline)]
    private static partial Regex Kind();

    [GeneratedRegex(@"^(?<member>\w+): (?<text>.+)$")]
    private static partial Regex Failure();

    // The generated validators say "The field GatewayOptions.MaxFrameBytes must be …".
    [GeneratedRegex(@"^The field [\w.]+ ")]
    private static partial Regex Field();
}
