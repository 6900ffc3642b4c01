using System.Text.Json;
using Homing.Doctor;
using Homing.Host.Doctor;
using Homing.Testing;

namespace Homing.Host.Tests.Doctor;

/// <summary>All roles, looked at without starting any.</summary>
public sealed class ExaminationTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("homing-doctor-");

    [Fact]
    public async Task Fresh_machine_has_nothing_that_fails_but_perhaps_its_disk_and_nothing_is_written()
    {
        var findings = await LookAsync();

        Assert.DoesNotContain(findings, finding =>
            finding.Verdict == DoctorVerdict.Fail
            && !finding.Seen.Contains(" free", StringComparison.Ordinal) && finding.Check != "browser");
        Assert.Equal(
            ["settings", "listen", "log folder", "open files", "mail server", "report folder", "provider folder", "browser"],
            findings.Select(finding => finding.Check).Distinct().OrderBy(Order));
        Assert.Empty(_data.EnumerateFileSystemInfos());

        int Order(string check) => Array.IndexOf(
            (string[])["settings", "listen", "log folder", "open files", "mail server", "report folder", "provider folder", "browser"], check);
    }

    [Fact]
    public async Task Unknown_setting_is_warned_of_with_the_nearest_name()
    {
        var findings = await LookAsync(("Homing:Gatway:MaxInFlight", "5"));

        var unknown = Assert.Single(findings, finding => finding.Check == "settings");
        Assert.Equal(DoctorVerdict.Warn, unknown.Verdict);
        Assert.Contains("Homing:Gatway:MaxInFlight", unknown.Seen, StringComparison.Ordinal);
        Assert.Contains("Homing:Gateway:MaxInFlight is meant", unknown.Change, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_all_said_at_once_and_nothing_else_is_looked_at()
    {
        var findings = await LookAsync(
            ("Homing:Gateway:MaxFrameBytes", "5"), ("Homing:Messaging:RequestPartitions", "0"), ("Homing:Parking:Catalogue", "/nowhere.csv"));

        Assert.All(findings, finding => Assert.Equal(("settings", DoctorVerdict.Fail), (finding.Check, finding.Verdict)));
        foreach (var name in (string[])["Homing:Gateway:MaxFrameBytes", "Homing:Messaging:RequestPartitions", "Homing:Parking:Catalogue"])
        {
            Assert.Single(findings, finding => finding.Seen.Contains(name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Kafka_without_Redis_fails()
    {
        var finding = Assert.Single(await LookAsync(("Homing:Kafka:BootstrapServers", "kafka:9092")));

        Assert.Equal(DoctorVerdict.Fail, finding.Verdict);
        Assert.Contains("Homing:Redis:Configuration", finding.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Brokers_and_Redis_that_are_away_fail_each_with_a_line_of_its_own()
    {
        var findings = await LookAsync(
            ("Homing:Kafka:BootstrapServers", $"127.0.0.1:{Ports.Free()}"), ("Homing:Kafka:ConnectTimeout", "00:00:01"),
            ("Homing:Redis:Configuration", $"127.0.0.1:{Ports.Free()}"));

        Assert.Equal(
            ["kafka", "redis"],
            findings.Where(finding => finding.Verdict == DoctorVerdict.Fail && finding.Check is not ("browser" or "report folder" or "provider folder"))
                .Select(finding => finding.Check).Order());
        Assert.DoesNotContain(findings, finding => finding.Check == "log folder");
    }

    [Fact]
    public void Report_says_the_same_to_people_and_to_programs()
    {
        var report = new DoctorReport(
            [DoctorFinding.Ok("settings", "all are valid"), DoctorFinding.Warn("redis", "slow", "Bring it nearer."), DoctorFinding.Fail("kafka", "away", "Start it.")]);

        Assert.Equal(
            """
            ok    settings  all are valid
            warn  redis     slow
                            -> Bring it nearer.
            fail  kafka     away
                            -> Start it.
            1 to change, 1 to look at, 1 as they should be
            """.ReplaceLineEndings(),
            report.ToText());
        var document = JsonDocument.Parse(report.ToJson()).RootElement;
        Assert.False(document.GetProperty("healthy").GetBoolean());
        Assert.Equal(["ok", "warn", "fail"], document.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("verdict").GetString()));
        Assert.False(document.GetProperty("findings")[0].TryGetProperty("change", out _));
        Assert.True(new DoctorReport([DoctorFinding.Warn("redis", "slow", "Bring it nearer.")]).IsHealthy);
    }

    public void Dispose() => _data.Delete(recursive: true);

    private Task<IReadOnlyList<DoctorFinding>> LookAsync(params (string Name, string Value)[] settings) => Examination.RunAsync(
        new LaunchSettings(
            RoleCatalog.Expand([RoleCatalog.All]),
            [$"http://127.0.0.1:{Ports.Free()}"],
            new Dictionary<string, string?>
            {
                ["Homing:Log:Directory"] = Path.Combine(_data.FullName, "log"),
                ["Homing:Reports:Directory"] = Path.Combine(_data.FullName, "reports"),
                ["Homing:Reports:DemoKeys"] = Path.Combine(_data.FullName, "keys.json"),
                ["Homing:Provider:Directory"] = Path.Combine(_data.FullName, "provider"),
            },
            settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value)),
        TestContext.Current.CancellationToken);
}
