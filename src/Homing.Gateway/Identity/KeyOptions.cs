using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Identity;

/// <summary>The keys that seal tickets, sessions, cookies and bearer tokens, shared by all processes of a system.</summary>
public sealed class KeyOptions
{
    /// <summary>Where these settings stand.</summary>
    public const string SectionName = "Homing:Keys";

    /// <summary>
    /// How long a key seals new things; its successor is made two days before the end. What a key has sealed can be read
    /// for ever, as far as it has not expired by itself.
    /// </summary>
    /// <value>7 d to 3,650 d. Default 90 d.</value>
    [Range(typeof(TimeSpan), "7.00:00:00", "3650.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(90);
}

[OptionsValidator]
internal sealed partial class KeyOptionsValidator : IValidateOptions<KeyOptions>;
