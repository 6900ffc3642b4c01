using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider.App.Rendering;

/// <summary>
/// Makes PDF documents of pages with a headless browser: one process a document, without network, in a folder of its own,
/// bounded in time, in memory and in what it writes. Thread-safe; others wait where enough render already.
/// </summary>
internal sealed partial class PdfRenderer : IDisposable
{
    private const string PageName = "page.xhtml";
    private const string DocumentName = "document.pdf";
    private const int KeptErrorBytes = 4096;

    private static readonly TimeSpan WatchPeriod = TimeSpan.FromMilliseconds(200);

    // How long what a browser started may take to end with it.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    // Nothing else of our environment is its business: there may be passwords in it.
    private static readonly string[] PassedOn =
        ["PATH", "LANG", "LC_ALL", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "LD_LIBRARY_PATH", "SystemRoot"];

    private readonly ProviderOptions _options;
    private readonly ProviderMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<PdfRenderer> _logger;
    private readonly SemaphoreSlim _turns;
    private readonly string _work;

    public PdfRenderer(
        IOptions<ProviderOptions> options, ProviderMetrics metrics, TimeProvider time, ILogger<PdfRenderer> logger)
    {
        (_options, _metrics, _time, _logger) = (options.Value, metrics, time, logger);
        _turns = new SemaphoreSlim(_options.MaxRenderings);
        _work = Path.Combine(Path.GetFullPath(_options.Directory), "rendering");
    }

    /// <summary>Ends and removes what a process left behind that was killed while it rendered; what cannot be removed waits for the next start.</summary>
    public void RemoveLeftovers()
    {
        foreach (var folder in Directory.Exists(_work) ? Directory.GetDirectories(_work) : [])
        {
            ProcessTree.EndAllWith(ProfileArgument(folder));
            Remove(folder);
        }
    }

    /// <summary>Makes a document of a page.</summary>
    /// <param name="page">XHTML that needs nothing but itself.</param>
    /// <param name="cancellationToken">Ends the browser.</param>
    /// <exception cref="RenderException">It took too long or too much, or there is no browser, or it failed.</exception>
    public async Task<byte[]> RenderAsync(string page, CancellationToken cancellationToken)
    {
        var browser = _options.Browser ?? BrowserFinder.Find(Environment.GetEnvironmentVariable("PATH"))
            ?? throw new RenderException(
                "There is no browser to set the pages with: install Chromium or Google Chrome, or set "
                + $"{ProviderOptions.SectionName}:{nameof(ProviderOptions.Browser)} to the path of one.");
        await _turns.WaitAsync(cancellationToken);
        var started = _time.GetTimestamp();
        var folder = Path.Combine(_work, Path.GetRandomFileName());
        string? sockets = null;
        try
        {
            Directory.CreateDirectory(folder);

            // The path of a socket has some hundred bytes at most, whatever our own folder is called.
            sockets = Directory.CreateTempSubdirectory("homing-").FullName;
            await System.IO.File.WriteAllTextAsync(Path.Combine(folder, PageName), page, cancellationToken);
            await RunAsync(browser, folder, sockets, cancellationToken);
            var document = await ReadAsync(Path.Combine(folder, DocumentName), cancellationToken);
            _metrics.Rendered(_time.GetElapsedTime(started), document.Length);
            return document;
        }
        finally
        {
            _turns.Release();
            Remove(folder);
            Remove(sockets);
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task RunAsync(string browser, string folder, string sockets, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.RenderTimeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var reading = new CancellationTokenSource();
        using var process = Start(browser, folder, sockets);
        var output = ReadTailAsync(process.StandardOutput.BaseStream, reading.Token);
        var errors = ReadTailAsync(process.StandardError.BaseStream, reading.Token);
        try
        {
            await WatchAsync(process, stop.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RenderException(
                $"Setting the pages took longer than {_options.RenderTimeout.TotalSeconds:0.#} seconds, so it was ended.");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            await EndRestAsync(folder, Task.WhenAll(output, errors), reading);
        }

        if (process.ExitCode != 0 || !System.IO.File.Exists(Path.Combine(folder, DocumentName)))
        {
            var said = await errors;
            LogFailed(process.ExitCode, said);
            throw new RenderException($"The browser that sets the pages failed with code {process.ExitCode}: {Reason(said)}");
        }
    }

    // What outlives the browser holds its output open, and is no child of ours: nobody else would end it.
    private async Task EndRestAsync(string folder, Task output, CancellationTokenSource reading)
    {
        try
        {
            await output.WaitAsync(Linger, _time);
        }
        catch (TimeoutException)
        {
            ProcessTree.EndAllWith(ProfileArgument(folder));
            await reading.CancelAsync();
            await output;
        }
    }

    private async Task WatchAsync(Process process, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(WatchPeriod, _time);
        var exited = process.WaitForExitAsync(cancellationToken);
        while (await Task.WhenAny(exited, timer.WaitForNextTickAsync(cancellationToken).AsTask()) != exited)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ProcessTree.MemoryOf(process.Id) is { } bytes && bytes > _options.RenderMemoryBytes)
            {
                throw new RenderException(
                    $"Setting the pages took {bytes >> 20} MiB of memory, more than {_options.RenderMemoryBytes >> 20}, so it was ended.");
            }
        }

        await exited;
    }

    private static Process Start(string browser, string folder, string sockets)
    {
        var start = new ProcessStartInfo(browser)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in Arguments(folder))
        {
            start.ArgumentList.Add(argument);
        }

        var passedOn = PassedOn.Select(name => (name, Environment.GetEnvironmentVariable(name))).ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in passedOn)
        {
            if (value is not null)
            {
                start.Environment[name] = value;
            }
        }

        foreach (var name in (string[])["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"])
        {
            start.Environment[name] = folder;
        }

        foreach (var name in (string[])["TMPDIR", "TEMP", "TMP", "XDG_RUNTIME_DIR"])
        {
            start.Environment[name] = sockets;
        }

        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new RenderException($"The browser {browser} cannot be started: {exception.Message}");
        }
    }

    private static IEnumerable<string> Arguments(string folder)
    {
        yield return "--headless";
        yield return $"--print-to-pdf={Path.Combine(folder, DocumentName)}";
        yield return "--no-pdf-header-footer";
        yield return "--export-tagged-pdf";
        yield return "--generate-pdf-document-outline";
        yield return ProfileArgument(folder);

        // No name is found and no proxy is there: it reaches nobody.
        yield return "--host-resolver-rules=MAP * ~NOTFOUND";
        yield return "--proxy-server=socks5://127.0.0.1:1";
        yield return "--disable-background-networking";
        yield return "--disable-component-update";
        yield return "--disable-extensions";
        yield return "--disable-sync";
        yield return "--disable-breakpad";
        yield return "--disable-gpu";
        yield return "--disable-dev-shm-usage";
        yield return "--no-first-run";
        yield return "--no-default-browser-check";
        yield return "--js-flags=--max-old-space-size=128";
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
        {
            // A browser has no sandbox as root, and does not start with one.
            yield return "--no-sandbox";
        }

        yield return new Uri(Path.Combine(folder, PageName)).AbsoluteUri;
    }

    private static string ProfileArgument(string folder) => $"--user-data-dir={Path.Combine(folder, "profile")}";

    private async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var length = new FileInfo(path).Length;
        return length <= _options.MaxDocumentBytes
            ? await System.IO.File.ReadAllBytesAsync(path, cancellationToken)
            : throw new RenderException(
                $"The document has {length:N0} bytes, and {_options.MaxDocumentBytes:N0} are the most: ask for less.");
    }

    private static async Task<string> ReadTailAsync(Stream stream, CancellationToken cancellationToken)
    {
        var kept = Array.Empty<byte>();
        var buffer = new byte[KeptErrorBytes];
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                kept = [.. kept.Concat(buffer.Take(read)).TakeLast(KeptErrorBytes)];
            }
        }
        catch (OperationCanceledException)
        {
            // Somebody else has it open still; who it was for has said all.
        }

        return Encoding.UTF8.GetString(kept);
    }

    // "[1234:5678:1121/170000.123:ERROR:some_file.cc(12)] what it is": the rest is for who looks at its source. After what it died
    // of come complaints of whoever notes that down.
    private static string Reason(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.FirstOrDefault(one => one.Contains(":FATAL:", StringComparison.Ordinal)) ?? lines.LastOrDefault("it said nothing");
        return line.StartsWith('[') && line.IndexOf("] ", StringComparison.Ordinal) is var end and > 0 ? line[(end + 2)..] : line;
    }

    private void Remove(string? folder)
    {
        try
        {
            if (folder is not null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next start removes it, or the system.
            LogNotRemoved(exception, folder!);
        }
    }

    [LoggerMessage(EventIds.RenderingFailed, LogLevel.Warning, "The browser ended with code {Code} and said: {Output}")]
    private partial void LogFailed(int code, string output);

    [LoggerMessage(EventIds.RenderingNotRemoved, LogLevel.Warning, "The folder {Folder} could not be removed")]
    private partial void LogNotRemoved(Exception exception, string folder);
}
