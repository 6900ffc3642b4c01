namespace Homing.Host;

/// <summary>How the program says that it cannot do what it was asked for: a line a reason, and an exit code.</summary>
internal static class Refusal
{
    /// <summary>The command line or a setting is wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>The settings are right, and something that is needed cannot be had.</summary>
    public const int CannotStart = 3;

    /// <summary>Writes the reasons and answers the code.</summary>
    public static async Task<int> WriteAsync(int code, params IEnumerable<string> reasons)
    {
        foreach (var reason in reasons)
        {
            await Console.Error.WriteLineAsync("homing: " + reason);
        }

        return code;
    }
}
