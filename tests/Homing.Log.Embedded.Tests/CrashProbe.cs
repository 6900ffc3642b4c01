using System.Diagnostics;

namespace Homing.Log.Embedded.Tests;

/// <summary>The program that appends until it is killed.</summary>
internal static class CrashProbe
{
    public static Process Start(string folder, string name)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Homing.Log.Embedded.CrashProbe");
        var start = OperatingSystem.IsWindows() || !File.Exists(program)
            ? new ProcessStartInfo("dotnet", [program + ".dll", folder, name])
            : new ProcessStartInfo(program, [folder, name]);
        start.RedirectStandardOutput = true;

        // It lives for a fraction of a second: what it saves by better code later it never sees.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }
}
