using System.CommandLine;
using System.Globalization;
using Homing.Host.Backup;
using Homing.Host.Dead;
using Homing.Host.Doctor;
using Homing.Operations;
using Homing.Roles;

namespace Homing.Host;

/// <summary>Reads the command line: the commands that <c>--help</c> lists, and settings spelled <c>--Homing:Section:Name=value</c>.</summary>
internal static class CommandLine
{
    /// <summary>Parses and runs; a wrong command line prints one line and answers 2.</summary>
    public static async Task<int> InvokeAsync(string[] args, Func<LaunchSettings, Task<int>> launch)
    {
        // Configuration knows settings without a value; the command line does not.
        Dictionary<string, string?> settings = SettingArguments.Read(args)!;
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
            Description = "The folder that holds the log",
            DefaultValueFactory = _ => "./.data",
        };
        var urls = new Option<string?>("--urls") { Description = "Where to listen, in place of --port" };
        Validate(gateways, 1, 64);
        Validate(port, 1, 65535);
        urls.Validators.Add(result =>
        {
            foreach (var url in result.GetValueOrDefault<string?>()?.Split(';').Where(url => !IsAddress(url)) ?? [])
            {
                result.AddError($"--urls is '{url}': it must be addresses such as http://127.0.0.1:8080, with semicolons between them.");
            }
        });
        roles.Validators.Add(result =>
        {
            var unknown = RoleCatalog.Unknown(result.GetValueOrDefault<string>().Split(','));
            if (unknown.Count > 0)
            {
                result.AddError($"There is no role '{unknown[0]}'; there are: {string.Join(", ", RoleCatalog.Names)}.");
            }
        });

        LaunchSettings Read(ParseResult parsed, string rolesText) => ToSettings(
            rolesText,
            parsed.GetValue(urls)?.Split(';'),
            parsed.GetValue(port),
            parsed.GetValue(gateways),
            parsed.GetValue(data)!,
            settings);

        var up = new Command("up", "Runs everything in this process") { gateways, port, data, urls };
        up.SetAction((parsed, _) => launch(OpenToThisMachine(Read(parsed, RoleCatalog.All))));
        var run = new Command("run", "Runs the given roles in this process") { roles, gateways, port, data, urls };
        run.SetAction((parsed, _) => launch(Read(parsed, parsed.GetValue(roles)!)));
        var json = new Option<bool>("--json") { Description = "Says it as JSON" };
        var doctor = new Command("doctor", "Looks at what the given roles need, and says what to change") { roles, gateways, port, data, urls, json };
        doctor.SetAction((parsed, cancellationToken) =>
            DoctorCommand.RunAsync(Read(parsed, parsed.GetValue(roles)!), parsed.GetValue(json), cancellationToken));
        var dead = DeadCommand.Create(settings, data);
        var root = new RootCommand("Homing: answers find the one who asked") { up, run, doctor, dead, HealthCommand.Create() };
        foreach (var command in BackupCommand.Create(settings, DataDefaults, data))
        {
            root.Add(command);
        }

        string[] words = [.. args.Where(argument => !SettingArguments.IsSetting(argument))];
        var parsed = root.Parse(words is [] or ["help"] ? ["--help"] : words);
        if (parsed.Errors.Count > 0)
        {
            return await Refusal.WriteAsync(Refusal.WrongUsage, parsed.Errors.Select(error => error.Message));
        }

        // The host itself listens to signals and drains; the parser's own handler would end the process under it.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    // Whoever can reach it sits at this machine: a first look needs no signing in.
    private static LaunchSettings OpenToThisMachine(LaunchSettings launch) =>
        launch.Urls.All(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.IsLoopback)
            ? launch with
            {
                Defaults = new Dictionary<string, string?>(launch.Defaults)
                {
                    [$"{OperationsOptions.SectionName}:{nameof(OperationsOptions.Access)}"] = OperationsOptions.Everyone,
                },
            }
            : launch;

    private static LaunchSettings ToSettings(
        string roles, string[]? urls, int port, int gateways, string data, Dictionary<string, string?> settings)
    {
        urls ??= [.. Enumerable.Range(port, gateways).Select(at => $"http://127.0.0.1:{at}")];
        var defaults = DataDefaults(data);
        for (var index = 0; index < urls.Length; index++)
        {
            // Behind a proxy clients use another address than the one listened at.
            defaults[$"Homing:Gateway:Urls:{index}"] = urls[index];
        }

        return new LaunchSettings(RoleCatalog.Expand(roles.Split(',')), urls, defaults, settings);
    }

    // As the HTTP server reads them: "*" and "+" stand for every address of this machine.
    private static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" && address.Host.Length > 0 && address.Port is >= 0 and <= 65535;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static Dictionary<string, string?> DataDefaults(string data) => new()
    {
        ["Homing:Log:Directory"] = Path.Combine(data, "log"),
        ["Homing:Reports:Directory"] = Path.Combine(data, "reports"),
        ["Homing:Reports:DemoKeys"] = Path.Combine(data, "provider-demo-keys.json"),
        ["Homing:Provider:Directory"] = Path.Combine(data, "provider"),
    };

    private static void Validate(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens.SingleOrDefault() is { } token
            && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) || value < least || value > most))
        {
            result.AddError($"{option.Name} is '{token.Value}': it must be a whole number from {least} to {most}.");
        }
    });
}
