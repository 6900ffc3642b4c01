using System.CommandLine;
using Homing.Host.Dead;

namespace Homing.Host;

/// <summary>Reads the command line: <c>up</c>, <c>run</c> and <c>dead</c>, and settings spelled <c>--Homing:Section:Name=value</c>.</summary>
internal static class CommandLine
{
    private const int WrongUsage = 2;
    private const string SettingPrefix = "--Homing:";

    /// <summary>Parses and runs; a wrong command line prints one line and answers 2.</summary>
    public static async Task<int> InvokeAsync(string[] args, Func<LaunchSettings, Task<int>> launch)
    {
        var settings = args.Where(IsSetting).ToArray();
        var roles = new Option<string>("--roles")
        {
            Description = "The roles to run, separated by commas: " + string.Join(", ", RoleCatalog.Names),
            DefaultValueFactory = _ => RoleCatalog.All,
        };
        var gateways = new Option<int>("--gateways")
        {
            Description = "How many gateways to run in this process, at ports that follow one another",
            DefaultValueFactory = _ => 1,
        };
        var port = new Option<int>("--port")
        {
            Description = "The port of the first gateway",
            DefaultValueFactory = _ => 8080,
        };
        var data = new Option<string>("--data")
        {
            Description = "The folder that holds the log and the keys",
            DefaultValueFactory = _ => "./.data",
        };
        var urls = new Option<string?>("--urls") { Description = "Where to listen, in place of --port" };
        Validate(gateways, 1, 64);
        Validate(port, 1, 65535);
        roles.Validators.Add(result =>
        {
            var unknown = RoleCatalog.Unknown(result.GetValueOrDefault<string>().Split(','));
            if (unknown.Count > 0)
            {
                result.AddError($"There is no role '{unknown[0]}'; there are: {string.Join(", ", RoleCatalog.Names)}.");
            }
        });

        Task<int> LaunchAsync(ParseResult parsed, string rolesText) => launch(ToSettings(
            rolesText,
            parsed.GetValue(urls)?.Split(';'),
            parsed.GetValue(port),
            parsed.GetValue(gateways),
            parsed.GetValue(data)!,
            settings));

        var up = new Command("up", "Runs everything in this process") { gateways, port, data, urls };
        up.SetAction((parsed, _) => LaunchAsync(parsed, RoleCatalog.All));
        var run = new Command("run", "Runs the given roles in this process") { roles, gateways, port, data, urls };
        run.SetAction((parsed, _) => LaunchAsync(parsed, parsed.GetValue(roles)!));
        var dead = DeadCommand.Create(ToOverrides(settings), data);
        var root = new RootCommand("Homing: answers find the one who asked") { up, run, dead };

        var parsed = root.Parse(args.Except(settings).ToArray());
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync("homing: " + error.Message);
            }

            return WrongUsage;
        }

        // The host itself listens to signals and drains; the parser's own handler would end the process under it.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static bool IsSetting(string argument) =>
        argument.StartsWith(SettingPrefix, StringComparison.OrdinalIgnoreCase) && argument.Contains('=', StringComparison.Ordinal);

    private static LaunchSettings ToSettings(
        string roles, string[]? urls, int port, int gateways, string data, string[] settings)
    {
        urls ??= [.. Enumerable.Range(port, gateways).Select(at => $"http://127.0.0.1:{at}")];
        var overrides = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Homing:DataDirectory"] = data,
            ["Homing:Log:Directory"] = Path.Combine(data, "log"),
        };
        for (var index = 0; index < urls.Length; index++)
        {
            overrides[$"Homing:Gateway:Urls:{index}"] = urls[index];
        }

        foreach (var (name, value) in ToOverrides(settings))
        {
            overrides[name] = value;
        }

        return new LaunchSettings(RoleCatalog.Expand(roles.Split(',')), urls, overrides);
    }

    private static Dictionary<string, string?> ToOverrides(string[] settings)
    {
        var overrides = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in settings)
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            overrides[setting[2..equals]] = setting[(equals + 1)..];
        }

        return overrides;
    }

    private static void Validate(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (!int.TryParse(result.Tokens.SingleOrDefault()?.Value ?? $"{least}", out var value) || value < least || value > most)
        {
            result.AddError($"{option.Name} must be a whole number from {least} to {most}.");
        }
    });
}
