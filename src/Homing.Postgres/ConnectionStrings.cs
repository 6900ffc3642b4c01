using Homing.Roles;
using Npgsql;

namespace Homing.Postgres;

/// <summary>Checks connection strings.</summary>
public static class ConnectionStrings
{
    private const string Allowed =
        "a connection string with Host and Database, such as Host=db;Database=homing;Username=homing;Password=…";

    private static readonly string[] Secrets = ["pass", "pwd", "psw"];

    /// <summary>The setting is a connection string that names a server and a database.</summary>
    public static SettingChecks ConnectionString(this SettingChecks checks, string setting, string value)
    {
        ArgumentNullException.ThrowIfNull(checks);
        ArgumentNullException.ThrowIfNull(value);
        return checks.Require(IsComplete(value), setting, Redact(value), Allowed);
    }

    /// <summary>The string as it may be shown: it ends where a password, or what may be one, begins.</summary>
    internal static string Redact(string connectionString)
    {
        // In a URL the password stands before the @, and may be anything.
        if (connectionString.Contains("://", StringComparison.Ordinal))
        {
            return "***";
        }

        var at = Secrets.Select(word => connectionString.IndexOf(word, StringComparison.OrdinalIgnoreCase))
            .Where(index => index >= 0).DefaultIfEmpty(-1).Min();
        return at < 0 ? connectionString : connectionString[..at] + "***";
    }

    private static bool IsComplete(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString) is { Host.Length: > 0, Database.Length: > 0 };
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return false;
        }
    }
}
