namespace Homing.Roles;

/// <summary>Where a thing is kept that can be kept in a file or in a database.</summary>
public static class DataSources
{
    /// <summary>A file.</summary>
    public const string File = "file";

    /// <summary>PostgreSQL.</summary>
    public const string Database = "database";

    /// <summary>The setting is one of the two.</summary>
    public static SettingChecks Source(this SettingChecks checks, string setting, string value)
    {
        ArgumentNullException.ThrowIfNull(checks);
        return checks.Require(value is File or Database, setting, value, $"{File} or {Database}");
    }
}
