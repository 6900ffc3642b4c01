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

    [GeneratedRegex(@"^(?<member>\w+): (?<text>.+)$")]
    private static partial Regex Failure();

    // The generated validators say "The field GatewayOptions.MaxFrameBytes must be …".
    [GeneratedRegex(@"^The field [\w.]+ ")]
    private static partial Regex Field();
}
