using System.CommandLine;
using System.Runtime.InteropServices;
using Homing.Roles;

namespace Homing.Fleet;

/// <summary><c>./homing fleet</c>: starts a fleet, shows what it says, and does what is typed until it is told to stop.</summary>
internal static class FleetCommand
{
    private const int Stopped = 0;
    private const int WrongUsage = 2;
    private const int CannotStart = 3;

    /// <summary>Parses and runs; a wrong command line prints one line and answers 2.</summary>
    public static async Task<int> InvokeAsync(string[] args)
    {
        var gateways = Count("--gateways", "How many gateways, each a process", 3, 0, 32);
        var workers = Count("--workers", "How many processes of parking workers", 2, 0, 32);
        var port = Count("--port", "The port of the first gateway; the others follow", 8080, 1, 65_000);
        var data = new Option<string>("--data")
        {
            Description = "The folder that the processes share",
            DefaultValueFactory = _ => "./.data/fleet",
        };
        var root = new RootCommand("Starts a whole system of processes on this machine, for development and tests")
        {
            gateways, workers, port, data,
        };
        root.SetAction((parsed, _) => RunAsync(new FleetOptions
        {
            Gateways = parsed.GetValue(gateways),
            Workers = parsed.GetValue(workers),
            Port = parsed.GetValue(port),
            DataDirectory = Path.GetFullPath(parsed.GetValue(data)!),
            Settings = SettingArguments.Read(args),
        }));
        var parsed = root.Parse([.. args.Where(argument => !SettingArguments.IsSetting(argument))]);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync("homing: " + error.Message);
            }

            return WrongUsage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static async Task<int> RunAsync(FleetOptions options)
    {
        var screen = new FleetScreen();
        using var stopping = new CancellationTokenSource();
        using var killing = new CancellationTokenSource();
        void Stop(PosixSignalContext context)
        {
            // The first asks, the second insists.
            context.Cancel = true;
            (stopping.IsCancellationRequested ? killing : stopping).Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            screen.Say("starting…");
            await using var fleet = await LocalFleet.StartAsync(options with { Said = screen.Show }, stopping.Token);
            screen.Show(fleet);
            await new FleetShell(fleet, screen).RunAsync(Console.In, stopping.Token);
            screen.Say("stopping; once more kills at once");
            await Task.WhenAny(fleet.StopAsync(), Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, killing.Token));
            return Stopped;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Stopped;
        }
        catch (HomingException exception)
        {
            await Console.Error.WriteLineAsync("homing: " + exception.Message);
            return CannotStart;
        }
    }

    private static Option<int> Count(string name, string description, int byDefault, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.Tokens.SingleOrDefault() is { } token
                && (!int.TryParse(token.Value, out var value) || value < least || value > most))
            {
                result.AddError($"{name} is '{token.Value}': it must be a whole number from {least} to {most}.");
            }
        });
        return option;
    }
}
