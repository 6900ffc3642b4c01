using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Homing.Host.Identity;

/// <summary>How long somebody stays signed in.</summary>
internal sealed class SignInOptions
{
    public const string SectionName = "Homing:SignIn";

    /// <summary>How long a bearer token is good for, and a cookie that is not used; one that is used is renewed.</summary>
    /// <value>1 min to 30 d. Default 12 h.</value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(12);
}

[OptionsValidator]
internal sealed partial class SignInOptionsValidator : IValidateOptions<SignInOptions>;
