using System.Globalization;
using System.Text;
using Homing.Reports.Provider;
using Homing.Reports.Provider.App.Rendering;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Tests.Provider.App.Rendering;

/// <summary>What becomes of a browser that does not do what it should.</summary>
public sealed class PdfRendererTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-rendering-");

    [Fact]
    public async Task Browser_that_hangs_is_ended_with_all_it_started()
    {
        using var browser = new ScriptedBrowser("sleep 600 & echo $! > \"$here/child\"; echo $$ > \"$here/self\"; wait");

        var exception = await Assert.ThrowsAsync<RenderException>(
            () => RenderAsync(browser, options => options.RenderTimeout = TimeSpan.FromSeconds(1)));

        Assert.Equal("Setting the pages took longer than 1 seconds, so it was ended.", exception.Message);
        Assert.All([.. browser.Lines("child"), .. browser.Lines("self")], AssertGone);
        AssertNothingLeft();
    }

    [Fact]
    public async Task What_outlives_the_browser_is_ended_and_the_document_is_there()
    {
        using var browser = new ScriptedBrowser(
            $"sh -c 'echo $$ > \"$0/child.new\"; mv \"$0/child.new\" \"$0/child\"; while true; do sleep 600; done' \"$here\" \"$@\" &\n"
            + $"while [ ! -e \"$here/child\" ]; do sleep 0.01; done; {ScriptedBrowser.WriteDocument}");

        var document = await RenderAsync(browser).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.StartsWith("%PDF", Encoding.Latin1.GetString(document), StringComparison.Ordinal);
        AssertGone(Assert.Single(browser.Lines("child")));
        AssertNothingLeft();
    }

    [Theory]
    [InlineData(ScriptedBrowser.WriteDocument, null)]
    [InlineData("echo 'no room' >&2; exit 7", "The browser that sets the pages failed with code 7: no room")]
    public async Task What_outlives_the_browser_and_cannot_be_found_keeps_nobody_waiting(string script, string? failure)
    {
        // It ends with the folder of the test.
        using var browser = new ScriptedBrowser($"(while [ -d \"$here\" ]; do sleep 0.1; done) &\n{script}");

        var rendering = RenderAsync(browser).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(failure, (await Record.ExceptionAsync(() => rendering))?.Message);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Browser_that_takes_too_much_memory_is_ended()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is watched on Linux.");
        using var browser = new ScriptedBrowser("(head -c 200M /dev/zero; sleep 600) | tail -c 200M");

        var exception = await Assert.ThrowsAsync<RenderException>(
            () => RenderAsync(browser, options => options.RenderMemoryBytes = 64L << 20));

        Assert.Contains("MiB of memory, more than 64", exception.Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Document_that_is_too_large_is_refused()
    {
        using var browser = new ScriptedBrowser("head -c 1025 /dev/zero > \"$out\"");

        var exception = await Assert.ThrowsAsync<RenderException>(
            () => RenderAsync(browser, options => options.MaxDocumentBytes = 1024));

        Assert.Equal("The document has 1,025 bytes, and 1,024 are the most: ask for less.", exception.Message);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData("echo first >&2; echo '[12:34:ERROR:some_file.cc(5)] no room' >&2; exit 7", "failed with code 7: no room")]
    [InlineData("echo '[12:34:FATAL:file.cc:3] too long' >&2; echo '[12:34:ERROR:report.cc:5] no file' >&2; exit 134", "code 134: too long")]
    [InlineData("exit 0", "failed with code 0: it said nothing")]
    [InlineData("kill -9 $$", "failed with code 137: it said nothing")]
    public async Task Browser_that_fails_is_quoted(string script, string message)
    {
        using var browser = new ScriptedBrowser(script);

        var exception = await Assert.ThrowsAsync<RenderException>(() => RenderAsync(browser));

        Assert.EndsWith(message, exception.Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Program_that_cannot_be_started_is_named()
    {
        var exception = await Assert.ThrowsAsync<RenderException>(() => RenderAsync("/nowhere/browser"));

        Assert.Contains("/nowhere/browser", exception.Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Browser_gets_nothing_of_our_environment_that_is_not_its_business()
    {
        Environment.SetEnvironmentVariable("HOMING_TEST_SECRET", "secret");
        using var browser = new ScriptedBrowser($"env > \"$here/environment\"; {ScriptedBrowser.WriteDocument}");

        await RenderAsync(browser);

        Assert.Contains(browser.Lines("environment"), line => line.StartsWith("PATH=", StringComparison.Ordinal));
        Assert.DoesNotContain(browser.Lines("environment"), line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Browsers_take_turns()
    {
        using var browser = new ScriptedBrowser($"echo begin >> \"$here/turns\"; {ScriptedBrowser.WriteDocument}; echo end >> \"$here/turns\"");
        using var renderer = Create(browser.Path);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => renderer.RenderAsync("<html/>", TestContext.Current.CancellationToken)));

        Assert.Equal(Enumerable.Repeat((string[])["begin", "end"], 4).SelectMany(pair => pair), browser.Lines("turns"));
        AssertNothingLeft();
    }

    [Fact]
    public async Task Who_no_longer_wants_it_ends_the_browser()
    {
        using var browser = new ScriptedBrowser("echo $$ > \"$here/self.new\"; mv \"$here/self.new\" \"$here/self\"; sleep 600");
        using var stop = new CancellationTokenSource();
        using var renderer = Create(browser.Path);
        var rendering = renderer.RenderAsync("<html/>", stop.Token);
        await Eventually.TrueAsync(() => File.Exists(Path.Combine(Path.GetDirectoryName(browser.Path)!, "self")));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rendering);
        AssertGone(Assert.Single(browser.Lines("self")));
        AssertNothingLeft();
    }

    [Fact]
    public void What_a_killed_process_left_is_removed()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "rendering", "left", "profile"));
        using var renderer = Create("browser");

        renderer.RemoveLeftovers();

        AssertNothingLeft();
    }

    [Fact]
    public async Task Browser_that_outlived_its_process_is_ended_at_the_next_start()
    {
        using var browser = new ScriptedBrowser("echo $$ > \"$here/self.new\"; mv \"$here/self.new\" \"$here/self\"; sleep 600");
        using var killed = Create(browser.Path);
        using var next = Create(browser.Path);
        var rendering = killed.RenderAsync("<html/>", TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => File.Exists(Path.Combine(Path.GetDirectoryName(browser.Path)!, "self")));

        next.RemoveLeftovers();

        AssertGone(Assert.Single(browser.Lines("self")));
        AssertNothingLeft();
        await Assert.ThrowsAsync<RenderException>(() => rendering);
    }

    [Fact]
    public void What_cannot_be_removed_is_left_for_the_next_start_and_the_rest_is_removed()
    {
        var rendering = Path.Combine(_folder.FullName, "rendering");
        Array.ForEach(["a", "b/busy", "c"], folder => Directory.CreateDirectory(Path.Combine(rendering, folder)));
        using var renderer = Create("browser");
        using (var busy = SmallDisk.TryMount(1, Path.Combine(rendering, "b", "busy")))
        {
            Assert.SkipWhen(busy is null, SmallDisk.NotPermitted);
            renderer.RemoveLeftovers();
            Assert.Equal(["b"], Directory.GetDirectories(rendering).Select(Path.GetFileName));
        }

        renderer.RemoveLeftovers();
        AssertNothingLeft();
    }

    [Fact]
    public void Browser_is_looked_for_in_the_order_of_names()
    {
        var (first, second) = (_folder.CreateSubdirectory("first").FullName, _folder.CreateSubdirectory("second").FullName);
        File.WriteAllText(Path.Combine(first, "chromium"), "");
        File.WriteAllText(Path.Combine(second, "google-chrome"), "");

        Assert.Equal(Path.Combine(second, "google-chrome"), BrowserFinder.Find($"{first}{Path.PathSeparator}{second}"));
        Assert.Equal(Path.Combine(first, "chromium"), BrowserFinder.Find(first));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    internal static PdfRenderer CreateIn(string folder, Action<ProviderOptions> configure)
    {
        var options = new ProviderOptions { Directory = folder };
        configure(options);
        var metrics = ActivatorUtilities.CreateInstance<ProviderMetrics>(new ServiceCollection().AddMetrics().BuildServiceProvider());
        return new PdfRenderer(Options.Create(options), metrics, TimeProvider.System, NullLogger<PdfRenderer>.Instance);
    }

    private PdfRenderer Create(string browser, Action<ProviderOptions>? configure = null) => CreateIn(_folder.FullName, options =>
    {
        options.Browser = browser;
        configure?.Invoke(options);
    });

    private Task<byte[]> RenderAsync(ScriptedBrowser browser, Action<ProviderOptions>? configure = null) =>
        RenderAsync(browser.Path, configure);

    private async Task<byte[]> RenderAsync(string browser, Action<ProviderOptions>? configure = null)
    {
        using var renderer = Create(browser, configure);
        return await renderer.RenderAsync("<html/>", TestContext.Current.CancellationToken);
    }

    private void AssertNothingLeft() =>
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder.FullName, "rendering")));

    private static void AssertGone(string process)
    {
        // It may still be there as the memory of one that ended: nobody has asked how.
        var status = $"/proc/{int.Parse(process, CultureInfo.InvariantCulture)}/status";
        Assert.True(
            !File.Exists(status) || File.ReadLines(status).Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal)),
            $"process {process} is alive");
    }
}
