using System.Diagnostics;
using System.Globalization;
using Homing.Testing;
using StackExchange.Redis;

namespace Homing.Leases.Redis.Tests;

/// <summary>A redis-server of this test, on a port of its own, that keeps nothing on disk unless told to.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    /// <summary>Moves the times in the hash of leases back: as if it were that much later.</summary>
    private const string PassTime =
        """
        for _, key in ipairs(KEYS) do
          local function earlier(time) return string.format('%.0f', tonumber(time) - tonumber(ARGV[1])) end
          local fields = redis.call('HGETALL', key)
          for i = 1, #fields, 2 do
            local name, value = fields[i], fields[i + 1]
            if name == 'since' then
              redis.call('HSET', key, name, earlier(value))
            elseif tonumber(name) then
              redis.call('HSET', key, name, (string.gsub(value, '^(%d+) (%d+)', function(epoch, expires)
                return epoch .. ' ' .. earlier(expires)
              end)))
            end
          end
        end
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-redis-");
    private readonly string[] _arguments;
    private Process _process = null!;
    private ConnectionMultiplexer? _admin;

    private RedisServer(string[] arguments) => _arguments = arguments;

    public int Port { get; private set; }

    public string Address => FormattableString.Invariant($"127.0.0.1:{Port}");

    private string? Password => _arguments.SkipWhile(a => a != "--requirepass").Skip(1).FirstOrDefault();

    /// <summary>Starts a server; the test is skipped where there is none on this machine.</summary>
    public static async Task<RedisServer> StartAsync(params string[] arguments)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(
            folders.Any(folder => File.Exists(Path.Combine(folder, "redis-server"))), "redis-server is not on the PATH.");

        var server = new RedisServer(arguments);
        for (var tries = 0; ; tries++)
        {
            server.Port = Ports.Free();
            if (await server.LaunchAsync())
            {
                return server;
            }

            // Somebody else took the port in between.
            Assert.True(tries < 5, "redis-server did not start.");
        }
    }

    /// <summary>Ends the process at once, as a crash does.</summary>
    public async Task KillAsync()
    {
        await CloseAdminAsync();
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Deadline);
        _process.Dispose();
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>, at the same address.</summary>
    public async Task RestartAsync() => Assert.True(await LaunchAsync(), "redis-server did not start again.");

    /// <summary>Stops the process without ending it: connections stay open, nothing answers.</summary>
    public async Task SuspendAsync()
    {
        await SignalAsync("STOP");
        var status = FormattableString.Invariant($"/proc/{_process.Id}/stat");
        while (!(await File.ReadAllTextAsync(status)).Contains(") T ", StringComparison.Ordinal))
        {
            await Task.Yield();
        }
    }

    public Task ResumeAsync() => SignalAsync("CONT");

    public async Task<RedisResult> ExecuteAsync(string command, params object[] arguments)
    {
        _admin ??= await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
        {
            EndPoints = { { "127.0.0.1", Port } },
            Password = Password,
            AllowAdmin = true,
            AbortOnConnectFail = true,
        });
        return await _admin.GetDatabase().ExecuteAsync(command, arguments).WaitAsync(Deadline);
    }

    /// <summary>Lets time pass for the leases. Negative: sets the clock back.</summary>
    public Task PassAsync(TimeSpan time, string prefix = "homing:") => ExecuteAsync(
        "EVAL", PassTime, "1", prefix + "leases", time.TotalMicroseconds.ToString("F0", CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        await CloseAdminAsync();
        try
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        catch (InvalidOperationException)
        {
            // It was killed by the test.
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> LaunchAsync()
    {
        string[] arguments =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder.FullName,
            "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0", .. _arguments,
        ];
        _process = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true })!;
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Deadline) is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                // What it says from here on must not fill the pipe.
                _ = _process.StandardOutput.ReadToEndAsync();
                return true;
            }
        }

        await _process.WaitForExitAsync().WaitAsync(Deadline);
        _process.Dispose();
        return false;
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(Deadline);
        Assert.Equal(0, kill.ExitCode);
    }

    private async Task CloseAdminAsync()
    {
        if (_admin is { } admin)
        {
            _admin = null;
            await admin.CloseAsync(allowCommandsToComplete: false);
            admin.Dispose();
        }
    }
}
