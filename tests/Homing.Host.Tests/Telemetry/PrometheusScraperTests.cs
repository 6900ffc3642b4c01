using System.Diagnostics;
using System.Diagnostics.Metrics;
using Homing.Host.Telemetry;
using Homing.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Homing.Host.Tests.Telemetry;

/// <summary>What is recorded is on the page, as a reader that knows nothing of the writer reads it.</summary>
public sealed class PrometheusScraperTests : IDisposable
{
    private const string Nasty = "a \"quoted\" \\ back\nslash, {b}=ü";

    private readonly Meter _meter = new("test-" + Guid.NewGuid());
    private readonly PrometheusScraper _scraper = new();
    private readonly MeterProvider _provider;

    public PrometheusScraperTests() =>
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter(_meter.Name).AddReader(_scraper.Reader).Build();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _provider.Dispose();
        _scraper.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Counters_add_up_over_scrapes_and_labels_survive_whatever_is_in_them()
    {
        var counter = _meter.CreateCounter<long>("test.things", "{thing}", "Things\nwith a \\ in their help.");
        counter.Add(2, new KeyValuePair<string, object?>("what.kind", Nasty));
        await ParseAsync();
        counter.Add(3, new KeyValuePair<string, object?>("what.kind", Nasty));
        counter.Add(1, new("what.kind", "b"), new("flag", true), new("n", 7), new("nothing", null));

        var page = await ParseAsync();

        Assert.Equal(5, page.Value("test_things_total", ("what_kind", Nasty)));
        Assert.Equal(1, page.Value("test_things_total", ("what_kind", "b"), ("flag", "true"), ("n", "7"), ("nothing", "")));
        Assert.Equal(("counter", @"Things\nwith a \\ in their help."),
            (page.Families["test_things_total"].Kind, page.Families["test_things_total"].Help));
    }

    [Fact]
    public async Task Histogram_has_its_own_bounds_and_counts_upwards()
    {
        var histogram = _meter.CreateHistogram("test.wait.duration", "s", "Waits.", advice: DurationBuckets.Advice);
        foreach (var seconds in (double[])[0.00004, 0.0003, 0.0004, 0.7, 1000])
        {
            histogram.Record(seconds);
        }

        var page = await ParseAsync();

        Assert.Equal(1, page.Value("test_wait_duration_seconds_bucket", ("le", "5E-05")));
        Assert.Equal(3, page.Value("test_wait_duration_seconds_bucket", ("le", "0.0005")));
        Assert.Equal(4, page.Value("test_wait_duration_seconds_bucket", ("le", "60")));
        Assert.Equal(5, page.Value("test_wait_duration_seconds_bucket", ("le", "+Inf")));
        Assert.Equal(1000.70074, page.Value("test_wait_duration_seconds_sum"), 6);
    }

    [Fact]
    public async Task Gauges_and_up_down_counters_are_gauges()
    {
        var open = _meter.CreateUpDownCounter<long>("test.open", "{door}", "Open doors.");
        open.Add(3);
        open.Add(-1);
        _meter.CreateObservableGauge("test.heat", () => -2.5, "Cel", "How warm it is.");
        _meter.CreateObservableGauge("test.far", () => double.PositiveInfinity, null, "As far as can be.");

        var page = await ParseAsync();

        Assert.Equal((2, -2.5), (page.Value("test_open"), page.Value("test_heat_celsius")));
        Assert.Equal(double.PositiveInfinity, page.Value("test_far"));
        Assert.Equal("gauge", page.Families["test_open"].Kind);
    }

    [Fact]
    public async Task Metric_without_a_description_has_a_help_nevertheless()
    {
        _meter.CreateCounter<long>("test.plain").Add(1);

        Assert.NotEmpty((await ParseAsync()).Families["test_plain_total"].Help);
    }

    [Fact]
    public async Task Two_names_that_become_one_are_one_family()
    {
        _meter.CreateCounter<long>("test.same", null, "One.").Add(1, new KeyValuePair<string, object?>("of", "a"));
        _meter.CreateCounter<long>("test_same", null, "Two.").Add(2, new KeyValuePair<string, object?>("of", "b"));
        _meter.CreateHistogram<double>("test.same_total", null, "Another kind under the same name.").Record(1);

        var page = await ParseAsync();

        Assert.Equal((1, 2), (page.Value("test_same_total", ("of", "a")), page.Value("test_same_total", ("of", "b"))));
    }

    [Fact]
    public async Task Scrapes_at_the_same_time_get_whole_pages()
    {
        var counter = _meter.CreateCounter<long>("test.many", null, "Many.");
        for (var number = 0; number < 200; number++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("n", number));
        }

        var pages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(ParseAsync)));

        Assert.All(pages, page => Assert.Equal(200, page.Families["test_many_total"].Samples.Count));
    }

    [Fact]
    public async Task Page_passes_the_check_of_prometheus()
    {
        const string Promtool = "/usr/bin/promtool";
        Assert.SkipUnless(File.Exists(Promtool), "promtool is not installed here.");
        _meter.CreateCounter<long>("test.things", "{thing}", "Things.").Add(1, new KeyValuePair<string, object?>("kind", Nasty));
        _meter.CreateHistogram("test.wait.duration", "s", "Waits.", advice: DurationBuckets.Advice).Record(0.1);
        _meter.CreateObservableGauge("test.size", () => 5L, "By", "How large it is.");
        using var process = Process.Start(new ProcessStartInfo(Promtool, ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;

        await process.StandardInput.WriteAsync(await _scraper.ScrapeAsync(Token));
        process.StandardInput.Close();
        var said = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);

        Assert.Equal((0, ""), (process.ExitCode, said));
    }

    private async Task<PrometheusPage> ParseAsync()
    {
        var text = await _scraper.ScrapeAsync(Token);
        Assert.NotNull(text);
        return PrometheusPage.Parse(text);
    }
}
