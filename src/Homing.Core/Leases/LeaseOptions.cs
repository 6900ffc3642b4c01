using System.ComponentModel.DataAnnotations;

namespace Homing.Leases;

/// <summary>How long an id is held without a sign of life, and how early its holder stops on its own.</summary>
public sealed class LeaseOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "Homing:Leases";

    /// <summary>How long an id stays taken after its holder was last heard of.</summary>
    /// <value>1 second to 5 minutes; default 10 seconds. It is renewed each third of it.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How much earlier than the store the holder regards the lease as over: covers clocks that run at different
    /// speeds, and what the holder still does between looking and acting.
    /// </summary>
    /// <value>10 milliseconds to a third of <see cref="TimeToLive"/>; default (null) a tenth of it.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:40", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan? SafetyMargin { get; set; }
}
