using System.ComponentModel.DataAnnotations;

namespace Homing.Leases.Redis;

/// <summary>How Redis is reached.</summary>
public sealed class RedisOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "Homing:Redis";

    /// <summary>
    /// Where Redis is, and how to get in: the configuration string of StackExchange.Redis, which takes several servers
    /// (a primary and its replicas, or nodes of a cluster), a password, TLS and a database.
    /// </summary>
    /// <value>For example <c>one:6379,two:6379,password=secret,ssl=true,defaultDatabase=0</c>. No default.</value>
    public string Configuration { get; set; } = "";

    /// <summary>Stands before the names of all keys: two systems on one Redis need two.</summary>
    /// <value>1 to 64 letters, digits, and <c>: . _ -</c>. Default <c>homing:</c>.</value>
    [Required]
    [RegularExpression(
        "^[A-Za-z0-9:._-]{1,64}$",
        ErrorMessage = "The field {0} must be 1 to 64 letters, digits, ':', '.', '_' or '-'.")]
    public string KeyPrefix { get; set; } = "homing:";

    /// <summary>
    /// How long making a connection may take, and then a call. What takes longer has failed, and the next call is made over
    /// a new connection.
    /// </summary>
    /// <value>50 milliseconds to 30 seconds; default 1 second. Best below a sixth of the leases' time to live.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);
}
