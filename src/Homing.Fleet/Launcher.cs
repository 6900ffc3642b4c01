using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Homing.Fleet;

/// <summary>
/// Starts processes that the system kills as soon as this one is gone, however it went and even while they are paused. The
/// system ties a child's life to the thread that started it, so one thread, which never ends, starts them all. Each is a
/// session of its own: Ctrl-C in a terminal reaches this process alone, which then stops the others in order.
/// </summary>
internal static class Launcher
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> Queue = [];

    static Launcher() => new Thread(Run) { IsBackground = true, Name = "Launcher" }.Start();

    /// <summary>Starts a program.</summary>
    /// <exception cref="FleetException">It cannot be started here.</exception>
    public static Task<Process> StartAsync(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("setsid", ["setpriv", "--pdeathsig", "KILL", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add((start, started));
        return started.Task;
    }

    private static void Run()
    {
        foreach (var (start, started) in Queue.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Win32Exception exception)
            {
                started.SetException(new FleetException(
                    $"{start.FileName} could not be started: {exception.Message}. A fleet needs Linux, with setsid and setpriv of util-linux."));
            }
        }
    }
}
