namespace Homing.Roles;

/// <summary>Settings on a command line, spelled <c>--Homing:Section:Name=value</c>.</summary>
public static class SettingArguments
{
    private const string Prefix = "--Homing:";

    /// <summary>True for a setting, false for an option of the command.</summary>
    public static bool IsSetting(string argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        return argument.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && argument.Contains('=', StringComparison.Ordinal);
    }

    /// <summary>The values of the settings among the arguments, by name; of one that is given twice, the last.</summary>
    public static Dictionary<string, string> Read(IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in arguments.Where(IsSetting))
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            values[setting[2..equals]] = setting[(equals + 1)..];
        }

        return values;
    }
}
