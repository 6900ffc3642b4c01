using System.Diagnostics;
using System.Globalization;
using Homing.Testing;
using Npgsql;

namespace Homing.Postgres.Tests.Server;

/// <summary>One PostgreSQL with PostGIS for all tests of this project, in a folder and on a port of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Template = "with_postgis";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-postgres-");
    private string? _programs;
    private string? _missing;
    private Process? _process;
    private int _port;

    /// <summary>The server as its superuser sees it.</summary>
    public string Address => FormattableString.Invariant($"Host=127.0.0.1;Port={_port};Username=postgres;Timeout=60");

    private string Data => Path.Combine(_folder.FullName, "data");

    public async ValueTask InitializeAsync()
    {
        _programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin"))
                .Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Max(StringComparer.Ordinal)
            : null;
        _missing = _programs is null ? "PostgreSQL is not installed."
            : File.Exists(PostgisControl()) ? null
            : $"PostGIS is not installed: there is no {PostgisControl()}.";
        if (_missing is not null)
        {
            return;
        }

        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", ["postgres", _folder.FullName]);
        }

        await RunAsync("initdb", ["-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        _port = Ports.Free();
        await StartAsync();
        await ExecuteAsync("postgres", $"create database {Template}");
        await ExecuteAsync(Template, "create extension postgis");
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>A new database with PostGIS in it. The test is skipped where there is no server.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> NewDatabaseAsync()
    {
        Assert.SkipUnless(_missing is null, _missing ?? "");
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync("postgres", $"create database {name} template {Template}");
        return $"{Address};Database={name}";
    }

    /// <summary>Takes the server away until the outage has ended.</summary>
    public async Task<Outage> BeginOutageAsync()
    {
        await StopAsync();
        return new Outage(StartAsync);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await StopAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task StopAsync()
    {
        // Ends all sessions at once, and loses nothing that was committed.
        await SignalAsync("INT");
        await _process!.WaitForExitAsync().WaitAsync(Deadline);
        _process.Dispose();
        _process = null;
        NpgsqlConnection.ClearAllPools();
    }

    private async Task StartAsync()
    {
        _process = Start("postgres",
        [
            "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-h", "127.0.0.1", "-k", "", "-c", "fsync=off",
            "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=60", "-c", "shared_buffers=32MB",
        ]);
        var said = new List<string>();
        while (await _process.StandardError.ReadLineAsync().WaitAsync(Deadline) is { } line)
        {
            said.Add(line);
            if (line.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                // What it says from here on must not fill the pipe.
                _ = _process.StandardError.ReadToEndAsync();
                return;
            }
        }

        Assert.Fail(string.Join('\n', said));
    }

    private string PostgisControl() =>
        $"/usr/share/postgresql/{new DirectoryInfo(_programs!).Parent!.Name}/extension/postgis.control";

    private async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{Address};Database={database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(Deadline);
    }

    private async Task RunAsync(string program, string[] arguments)
    {
        using var process = Start(program, arguments);
        var said = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync().WaitAsync(Deadline);
        await process.WaitForExitAsync().WaitAsync(Deadline);
        Assert.True(process.ExitCode == 0, await said);
    }

    // The server refuses to run as root; then it runs as the user that its package made.
    private Process Start(string program, string[] arguments)
    {
        var path = Path.Combine(_programs!, program);
        var isServers = File.Exists(path);
        string[] command = isServers && Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments]
            : [isServers ? path : program, .. arguments];
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = "/",
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
    }
}
