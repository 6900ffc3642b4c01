using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Homing.Workers;

/// <summary>How workers work.</summary>
public sealed class WorkerOptions
{
    /// <summary>Where these settings stand.</summary>
    public const string SectionName = "Homing:Workers";

    /// <summary>How many requests a group may have under way in this process before it stops reading more.</summary>
    /// <value>1 to 100,000. Default 1,000.</value>
    [Range(1, 100_000)]
    public int MaxConcurrency { get; set; } = 1000;

    /// <summary>
    /// Whether a request for an operation that this process has never heard of is set aside as a dead letter, in place of
    /// being passed over as another group's. Only where every process declares the operations of all groups.
    /// </summary>
    /// <value>Default false; the executable turns it on.</value>
    public bool SetUnknownAside { get; set; }

    /// <summary>
    /// How long a worker that is stopped goes on with what it has begun. What takes longer is cancelled, and begun anew by
    /// whoever reads its partition next.
    /// </summary>
    /// <value>0 to 5 min. Default 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class WorkerOptionsValidator : IValidateOptions<WorkerOptions>;
