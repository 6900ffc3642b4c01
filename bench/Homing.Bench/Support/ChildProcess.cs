using System.Diagnostics;

namespace Homing.Bench.Support;

/// <summary>A process that a benchmark started. It ends when it is disposed, or when this process does.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>The line that a part prints when it can be used.</summary>
    public const string ReadyLine = "READY";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts this program as one of its parts.</summary>
    public static ChildProcess StartPart(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? Start(program, environment, [typeof(ChildProcess).Assembly.Location, .. args])
            : Start(program, environment, args);
    }

    public static ChildProcess Start(string program, IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new IOException(program + " did not start.");
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                Console.Error.WriteLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
        return new ChildProcess(process);
    }

    /// <summary>In a part: ends the process when its parent is gone.</summary>
    public static void EndWithParent() => _ = Task.Run(async () =>
    {
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        Environment.Exit(0);
    });

    public async Task ReadyAsync()
    {
        while (await ReadLineAsync() != ReadyLine)
        {
        }
    }

    /// <summary>The next line that it prints.</summary>
    public async Task<string> ReadLineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _process.StandardOutput.ReadLineAsync(patience.Token)
            ?? throw new IOException("The process ended with " + (_process.HasExited ? _process.ExitCode : -1));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
