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
}

[OptionsValidator]
internal sealed partial class WorkerOptionsValidator : IValidateOptions<WorkerOptions>;
