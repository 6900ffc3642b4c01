using System.ComponentModel;
using System.Diagnostics;
using Homing.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider.App.Rendering;

/// <summary>Whether there is a browser that makes documents.</summary>
internal sealed class BrowserCheck(IOptions<ProviderOptions> options) : IDoctorCheck
{
    private const string Setting = $"{ProviderOptions.SectionName}:{nameof(ProviderOptions.Browser)}";
    private const string Advice = $"Install chromium or Google Chrome, or set {Setting} to the path of one.";

    public string Name => "browser";

    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        var browser = options.Value.Browser ?? BrowserFinder.Find(Environment.GetEnvironmentVariable("PATH"));
        if (browser is null)
        {
            return [DoctorFinding.Fail(Name, "there is neither Chromium nor Chrome, so no report can be made", Advice)];
        }

        try
        {
            using var process = Process.Start(new ProcessStartInfo(browser, ["--version"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            try
            {
                var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                return
                [
                    process.ExitCode == 0
                        ? DoctorFinding.Ok(Name, $"{browser}: {said.Trim()}")
                        : DoctorFinding.Fail(Name, $"{browser} --version ended with {process.ExitCode}", Advice),
                ];
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
        catch (Win32Exception exception)
        {
            return [DoctorFinding.Fail(Name, $"{browser} cannot be started: {exception.Message}", Advice)];
        }
    }
}
