using Homing.Testing;

namespace EndToEnd.Tests;

/// <summary><c>homing backup</c> beside a running server, and <c>homing restore</c> elsewhere.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task Every_request_that_was_accepted_before_the_back_up_is_known_and_answered_where_it_is_restored()
    {
        const int Requests = 60;
        using var data = new DataFolder();
        using var other = new DataFolder();
        var backup = Path.Combine(other.Path, "backup");
        var elsewhere = Path.Combine(other.Path, "data");
        var accepted = new List<string>();
        string session;
        await using (var server = await ServerProcess.UpAsync(data.Path, 1, "--Homing:Parking:ReplaySpeed=60"))
        {
            await using var client = await SocketClient.ConnectAsync(server.Server);
            session = client.Session;
            for (var i = 0; i < Requests; i++)
            {
                await client.RequestAsync($"r{i}", "parking.nearby", new { lat = 41.0, lng = 29.0, limit = 1 });
            }

            // Not one is acknowledged: each answer is still owed.
            while (accepted.Count < Requests)
            {
                accepted.Add((await client.ReceiveAsync("accepted")).GetProperty("id").GetString()!);
            }

            var (code, output) = await ServerProcess.TryAsync("backup", backup, "--data", data.Path);
            Assert.True(code == 0, output);
            Assert.StartsWith("backed up to", output, StringComparison.Ordinal);
            await server.KillAsync();
        }

        var (restored, said) = await ServerProcess.TryAsync("restore", backup, "--data", elsewhere);
        Assert.True(restored == 0, said);
        await using var again = await ServerProcess.UpAsync(elsewhere, 1, "--Homing:Parking:ReplaySpeed=0");
        await using var resumed = await SocketClient.ResumeAsync(again.Server, session, [.. accepted]);
        var answered = new HashSet<string>();
        while (answered.Count < Requests)
        {
            var frame = await resumed.ReceiveAsync();
            var type = frame.GetProperty("type").GetString();
            Assert.False(type == "status" && frame.GetProperty("state").GetString() == "unknown", $"{frame}");
            if (type == "response")
            {
                answered.Add(frame.GetProperty("id").GetString()!);
            }
        }

        Assert.Equal(accepted.Order(), answered.Order());
        await resumed.RequestAsync("new", "parking.nearby", new { lat = 41.0, lng = 29.0, limit = 1 });
        Assert.Equal("new", (await resumed.ReceiveAsync("response")).GetProperty("id").GetString());

        var (full, refused) = await ServerProcess.TryAsync("restore", backup, "--data", elsewhere);
        Assert.Equal(3, full);
        Assert.Contains("is not empty", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no log in", "backup", "/tmp/homing-never-made", "--data", "/nowhere")]
    [InlineData("is no whole back-up", "restore", "/nowhere", "--data", "/nowhere-else")]
    [InlineData("on Kafka", "backup", "/tmp/homing-never-made", "--Homing:Kafka:BootstrapServers=kafka:9092")]
    public async Task What_cannot_be_backed_up_or_restored_is_refused_in_one_line(string named, params string[] arguments)
    {
        var (code, output) = await ServerProcess.TryAsync(arguments);

        Assert.Equal(3, code);
        Assert.StartsWith("homing: ", output, StringComparison.Ordinal);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }
}
