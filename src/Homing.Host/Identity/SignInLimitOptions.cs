using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Homing.Host.Identity;

/// <summary>How often somebody may fail to sign in. Each process counts for itself; 0 is no limit.</summary>
internal sealed class SignInLimitOptions
{
    public const string SectionName = "Homing:Limits";

    /// <summary>Failed tries to sign in a minute from one address, as many at once; one more is refused with 429.</summary>
    /// <value>0 to 1,000,000. Default 30.</value>
    [Range(0, 1_000_000)]
    public int SignInsPerAddress { get; set; } = 30;

    /// <summary>The same for one user name, from wherever.</summary>
    /// <value>0 to 1,000,000. Default 10.</value>
    [Range(0, 1_000_000)]
    public int SignInsPerUser { get; set; } = 10;
}

[OptionsValidator]
internal sealed partial class SignInLimitOptionsValidator : IValidateOptions<SignInLimitOptions>;
