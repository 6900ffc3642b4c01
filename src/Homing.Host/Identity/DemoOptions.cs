using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Homing.Host.Identity;

/// <summary>The users that come with the executable, for trying it out.</summary>
internal sealed class DemoOptions
{
    public const string SectionName = "Homing:Demo";

    /// <summary>The password of all demo users. It must be the same in every process of a system.</summary>
    /// <value>1 to 128 characters. Default: made at the first start of the system, and printed then.</value>
    [StringLength(128, MinimumLength = 1)]
    public string? Password { get; set; }
}

[OptionsValidator]
internal sealed partial class DemoOptionsValidator : IValidateOptions<DemoOptions>;
