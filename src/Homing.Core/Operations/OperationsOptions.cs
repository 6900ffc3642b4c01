using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Homing.Operations;

/// <summary>The live picture of all processes: how often it is taken, and who may see it.</summary>
public sealed class OperationsOptions
{
    /// <summary>Where these settings stand.</summary>
    public const string SectionName = "Homing:Operations";

    /// <summary>Anybody who can reach the server sees the picture.</summary>
    public const string Everyone = "everyone";

    /// <summary>Whoever has signed in sees the picture.</summary>
    public const string SignedIn = "signed-in";

    /// <summary>The picture is not shown at all.</summary>
    public const string Nobody = "nobody";

    /// <summary>How often a process looks at itself. It publishes what changed; without a change, every fifth time.</summary>
    /// <value>200 ms to 1 min. Default 1 s. The same in all processes: one that is silent for 15 of them is shown as gone.</value>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Who sees the channel <c>operations</c>, <c>GET /api/operations</c>, and the page made of them.</summary>
    /// <value><c>everyone</c>, <c>signed-in</c> or <c>nobody</c>. Default <c>signed-in</c>.</value>
    [RegularExpression("everyone|signed-in|nobody", ErrorMessage = "The field {0} must be everyone, signed-in or nobody.")]
    public string Access { get; set; } = SignedIn;
}

[OptionsValidator]
internal sealed partial class OperationsOptionsValidator : IValidateOptions<OperationsOptions>;
