using System.Globalization;
using System.Text.Json;
using Homing.Testing;

namespace EndToEnd.Tests;

/// <summary><c>homing doctor</c>, as a person on call runs it.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task Doctor_looks_at_a_running_server_and_disturbs_nothing()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path, 1, "--Homing:Parking:ReplaySpeed=0");

        var (_, output) = await ServerProcess.TryAsync(
            "doctor", "--json", "--roles", "gateway,parking-worker", "--data", data.Path,
            "--port", server.Server.Port.ToString(CultureInfo.InvariantCulture));

        var findings = JsonDocument.Parse(output).RootElement.GetProperty("findings").EnumerateArray()
            .Select(finding => (Check: finding.GetProperty("check").GetString(), Seen: finding.GetProperty("seen").GetString()!)).ToArray();
        Assert.Contains(findings, finding => finding.Check == "listen" && finding.Seen.Contains("is ready", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Check == "log folder" && finding.Seen.Contains("in use by process", StringComparison.Ordinal));
        await using var client = await SocketClient.ConnectAsync(server.Server);
        await client.RequestAsync("r", "parking.nearby", new { lat = 41.0, lng = 29.0, limit = 1 });
        await client.ReceiveAsync("response");
    }

    [Fact]
    public async Task Doctor_ends_with_1_and_says_what_to_change_where_something_does_not_work()
    {
        var (code, output) = await ServerProcess.TryAsync(
            "doctor", "--roles", "gateway", "--data", "/proc/homing", "--Homing:Gateway:MaxFrameBytes=5", "--Homing:Gatway:MaxInFlight=1");

        Assert.Equal(1, code);
        Assert.Contains("fail  settings  Homing:Gateway:MaxFrameBytes is '5'", output, StringComparison.Ordinal);
        Assert.Contains("-> Homing:Gateway:MaxInFlight is meant?", output, StringComparison.Ordinal);

        (code, output) = await ServerProcess.TryAsync("doctor", "--roles", "gateway", "--data", "/proc/homing");
        Assert.Equal(1, code);
        Assert.Contains("/proc cannot be written to", output, StringComparison.Ordinal);
    }
}
