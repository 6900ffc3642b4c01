using Spectre.Console;

namespace Homing.Fleet;

/// <summary>What a fleet shows: the lines of its processes, each under its name, and one table of them all.</summary>
internal sealed class FleetScreen
{
    private const int NameWidth = 10;
    private static readonly Color[] Colours =
        [Color.Aqua, Color.Green, Color.Yellow, Color.Fuchsia, Color.Blue, Color.Orange1, Color.Purple, Color.Olive];

    private const int WidthOfFiles = 160;

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
    });

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Color> _given = [];

    public FleetScreen()
    {
        if (Console.IsOutputRedirected)
        {
            _console.Profile.Width = WidthOfFiles;
        }
    }

    /// <summary>Shows a line of a process.</summary>
    public void Show(Member member, string line)
    {
        lock (_gate)
        {
            if (!_given.TryGetValue(member.Name, out var colour))
            {
                _given[member.Name] = colour = Colours[_given.Count % Colours.Length];
            }

            _console.Write(new Text(member.Name.PadRight(NameWidth), colour));
            Console.WriteLine(" | " + line);
        }
    }

    /// <summary>Says something of its own.</summary>
    public void Say(string text)
    {
        lock (_gate)
        {
            _console.Write(new Text("fleet".PadRight(NameWidth), new Style(decoration: Decoration.Bold)));
            Console.WriteLine(" | " + text);
        }
    }

    /// <summary>Shows what runs where.</summary>
    public void Show(LocalFleet fleet)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("name", "role", "process", "address", "state");
        table.AddRow(
            "broker", "kafka", $"{Environment.ProcessId}", fleet.Brokers.Cluster.BootstrapServers.Replace(',', '\n'),
            (fleet.Brokers.AreRunning ? "running" : "down") + ", in memory");
        foreach (var member in fleet.Members)
        {
            table.AddRow(
                member.Name, member.Role, $"{member.Id}", member.Address.GetLeftPart(UriPartial.Authority), member.State);
        }

        lock (_gate)
        {
            _console.Write(table);
            Console.WriteLine("For development and tests: the Kafka brokers are within this process and keep everything in memory only.");
            Console.WriteLine("Type help for what can be done to them; Ctrl-C ends all.");
        }
    }
}
