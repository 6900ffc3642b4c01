namespace Homing.Host.Doctor;

/// <summary>Settings with a name of ours that nothing reads: misspelt, or of another version.</summary>
internal static class UnknownSettings
{
    /// <summary>Each that is set, and the one that is meant, perhaps.</summary>
    public static (string Name, string? Nearest)[] In(IConfiguration configuration)
    {
        var catalog = SettingCatalog.OfThisProgram();
        return
        [
            .. from setting in configuration.AsEnumerable()
               where setting.Value is not null && setting.Key.StartsWith(SettingCatalog.Prefix, StringComparison.OrdinalIgnoreCase)
               where !catalog.Knows(setting.Key)
               orderby setting.Key
               select (setting.Key, catalog.Nearest(setting.Key)),
        ];
    }
}
