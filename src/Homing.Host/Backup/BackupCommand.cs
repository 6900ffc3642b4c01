using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Configuration.Memory;

namespace Homing.Host.Backup;

/// <summary><c>backup DIR</c> and <c>restore DIR</c>.</summary>
internal static class BackupCommand
{
    private const int Done = 0;

    /// <summary>Makes both commands.</summary>
    /// <param name="settings">What the command line says of settings, by name.</param>
    /// <param name="defaults">The settings that follow from the data folder.</param>
    /// <param name="data">The option that names the data folder.</param>
    public static IEnumerable<Command> Create(
        IReadOnlyDictionary<string, string?> settings,
        Func<string, IReadOnlyDictionary<string, string?>> defaults,
        Option<string> data)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of the back-up" };
        var backup = new Command("backup", "Copies the data folder to DIR, while a server runs on it or none") { folder, data };
        backup.SetAction((parsed, cancellationToken) => RunAsync(() => Say(
            "backed up to",
            parsed.GetValue(folder)!,
            BackupSession.Run(Places(parsed.GetValue(data)!), Full(parsed.GetValue(folder)!), TimeProvider.System.GetUtcNow(), cancellationToken))));
        var restore = new Command("restore", "Checks the back-up in DIR, and puts it to the data folder, which must be empty") { folder, data };
        restore.SetAction((parsed, cancellationToken) => RunAsync(() => Say(
            "restored from",
            parsed.GetValue(folder)!,
            RestoreSession.Run(Full(parsed.GetValue(folder)!), Places(parsed.GetValue(data)!), cancellationToken))));
        return [backup, restore];

        DataPlaces Places(string at) => DataPlaces.Of(Configure(defaults(at), settings));
    }

    private static async Task<int> RunAsync(Action act)
    {
        try
        {
            await Task.Run(act);
            return Done;
        }
        catch (HomingException exception)
        {
            return await Refusal.WriteAsync(Refusal.CannotStart, [exception.Message]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return await Refusal.WriteAsync(Refusal.CannotStart, [exception.Message]);
        }
    }

    private static IConfiguration Configure(
        IReadOnlyDictionary<string, string?> defaults, IReadOnlyDictionary<string, string?> settings) =>
        new ConfigurationBuilder()
            .Add(new MemoryConfigurationSource { InitialData = defaults })
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .AddInMemoryCollection(settings)
            .Build();

    private static void Say(string done, string folder, BackupManifest manifest) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{done} {folder}: {manifest.Files.Count} files, {manifest.Files.Sum(file => file.Bytes)} bytes, as of {manifest.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}"));

    private static string Full(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
}
