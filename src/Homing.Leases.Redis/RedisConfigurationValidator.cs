using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Homing.Leases.Redis;

/// <summary>Whether the configuration string can be understood. What it says about it never shows a password.</summary>
internal sealed class RedisConfigurationValidator : IValidateOptions<RedisOptions>
{
    private const string Allowed =
        "host:port[,host:port…][,password=…][,ssl=true][,defaultDatabase=0] and the other options of StackExchange.Redis";

    public ValidateOptionsResult Validate(string? name, RedisOptions options) =>
        Problem(options.Configuration) is { } problem
            ? ValidateOptionsResult.Fail(
                $"{RedisOptions.SectionName}:{nameof(RedisOptions.Configuration)} is '{Redact(options.Configuration)}': "
                + $"{problem}; allowed is {Allowed}.")
            : ValidateOptionsResult.Success;

    /// <summary>The string as it may be shown: it ends where a password, or what may be one, begins.</summary>
    internal static string Redact(string configuration)
    {
        // In a URL the password stands before the @, and may be anything.
        if (configuration.Contains('@', StringComparison.Ordinal)
            || configuration.Contains("://", StringComparison.Ordinal))
        {
            return "***";
        }

        var password = configuration.IndexOf("pass", StringComparison.OrdinalIgnoreCase);
        return password < 0 ? configuration : configuration[..password] + "password=***";
    }

    private static string? Problem(string configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration))
        {
            return "it names no server";
        }

        try
        {
            return ConfigurationOptions.Parse(configuration).EndPoints.Count == 0 ? "it names no server" : null;
        }
        catch (ArgumentException exception)
        {
            // Its message may repeat a piece of the string, and a password with a comma is more than one piece.
            return exception is ArgumentOutOfRangeException
                ? "a port or an option has a value that cannot be"
                : "it names no server, or an option that there is not";
        }
    }
}
