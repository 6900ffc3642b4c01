namespace Homing.Fleet;

/// <summary>What a fleet is made of.</summary>
public sealed record FleetOptions
{
    /// <summary>The executable of every gateway and worker: it takes <c>run --roles R --urls U --data D</c>.</summary>
    public string Program { get; init; } = Beside("Homing.Host");

    /// <summary>How many gateways. With none, and no workers, there are Kafka and Redis alone, for processes of one's own.</summary>
    public int Gateways { get; init; } = 3;

    /// <summary>How many processes of workers.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>The role of the workers.</summary>
    public string WorkerRole { get; init; } = "parking-worker";

    /// <summary>A role that runs once where there are workers; null for none.</summary>
    public string? FeedRole { get; init; } = "parking-feed";

    /// <summary>The port of the first gateway, the others follow; 0 for free ports.</summary>
    public int Port { get; init; }

    /// <summary>The folder that the processes share.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>How many Kafka brokers.</summary>
    public int Brokers { get; init; } = 3;

    /// <summary>Settings of every process, <c>Section:Name</c> to value; stronger than those of the fleet itself.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Told every line that a process writes. From any thread.</summary>
    public Action<Member, string> Said { get; init; } = static (_, _) => { };

    /// <summary>The executable of another project of this checkout, built in the same configuration.</summary>
    public static string Beside(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, project);
    }
}
