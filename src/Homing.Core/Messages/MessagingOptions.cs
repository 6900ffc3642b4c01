using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Homing.Messages;

/// <summary>How requests and answers are kept in the log.</summary>
public sealed class MessagingOptions
{
    /// <summary>Where these settings stand.</summary>
    public const string SectionName = "Homing:Messaging";

    /// <summary>Partitions of <c>client_request</c>: as many workers of a group can share the load.</summary>
    /// <value>1 to 1,024. Default 4. It cannot change once the topic is there.</value>
    [Range(1, 1024)]
    public int RequestPartitions { get; set; } = 4;

    /// <summary>How long requests and answers stay in the log.</summary>
    /// <value>1 minute to 365 days. Default 24 hours.</value>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(24);
}

[OptionsValidator]
internal sealed partial class MessagingOptionsValidator : IValidateOptions<MessagingOptions>;
