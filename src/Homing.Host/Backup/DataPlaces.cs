namespace Homing.Host.Backup;

/// <summary>Where an embedded process keeps what has to outlive it.</summary>
/// <param name="Log">The folder of the log.</param>
/// <param name="Folders">Folders of files, by the name that they have in a back-up.</param>
/// <param name="Files">Single files, likewise.</param>
internal sealed record DataPlaces(
    string Log, IReadOnlyList<(string Name, string Path)> Folders, IReadOnlyList<(string Name, string Path)> Files)
{
    /// <summary>What the folder of the log is called in a back-up.</summary>
    public const string LogName = "log";

    /// <summary>The places that settings name.</summary>
    /// <exception cref="HomingException">The log is not in files.</exception>
    public static DataPlaces Of(IConfiguration configuration)
    {
        if (Storage.IsShared(configuration))
        {
            throw new HomingException(
                "The log is on Kafka, which has back-ups of its own (replication, MirrorMaker, snapshots of its disks); "
                + "this one is of the embedded log. See docs/operations/backup.md.");
        }

        return new DataPlaces(
            At("Homing:Log:Directory"),
            [("reports", At("Homing:Reports:Directory")), ("provider", At("Homing:Provider:Directory"))],
            [("provider-demo-keys.json", At("Homing:Reports:DemoKeys"))]);

        string At(string setting) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(configuration[setting]!));
    }
}
