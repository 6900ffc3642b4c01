using System.Text.Json;
using Homing.History;
using Homing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Core.Tests.History;

public sealed class HistoryFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("homing-history-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Steps_stand_in_the_file_as_they_were_recorded()
    {
        var time = new FakeTimeProvider();
        await using (var history = HistoryFile.Create(_folder, time, NullLogger<HistoryFile>.Instance))
        {
            history.Record(
                HistoryStep.Asked, "client", "c\"1", "r1", connection: "c1-1", deadline: time.GetUtcNow().AddSeconds(1));
            time.AdvanceHoldingTimers(TimeSpan.FromTicks(10));
            history.Record(HistoryStep.HandedOver, "gateway:0:7", "c2", "r2", "0@5", seq: 3);
        }

        var lines = Lines();

        Assert.Equal(Environment.ProcessId, lines[0].GetProperty("process_id").GetInt32());
        Assert.Equal("asked", lines[1].GetProperty("step").GetString());
        Assert.Equal("c\"1", lines[1].GetProperty("client_id").GetString());
        Assert.Equal("c1-1", lines[1].GetProperty("connection").GetString());
        Assert.Equal(
            TimeSpan.FromSeconds(1), lines[1].GetProperty("deadline").GetDateTimeOffset() - At(lines[1]));
        Assert.Equal("handed_over", lines[2].GetProperty("step").GetString());
        Assert.Equal("gateway:0:7", lines[2].GetProperty("actor").GetString());
        Assert.Equal("0@5", lines[2].GetProperty("detail").GetString());
        Assert.Equal(3, lines[2].GetProperty("seq").GetInt64());
        Assert.Equal(1, (At(lines[2]) - At(lines[1])).TotalMicroseconds);
    }

    [Fact]
    public async Task Steps_reach_the_operating_system_while_the_file_is_open()
    {
        await using var history = HistoryFile.Create(_folder, TimeProvider.System, NullLogger<HistoryFile>.Instance);
        history.Record(HistoryStep.Asked, "client", "c1", "r1");

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(HistoryFile.FlushPeriod);
        while (Lines().Count < 2)
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }

        Assert.Equal("r1", Lines()[1].GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task What_a_stalled_disk_leaves_no_room_for_is_dropped_and_counted()
    {
        // The clock stands still, so nothing is written until the end.
        var time = new FakeTimeProvider();
        var detail = new string('x', 1 << 20);
        await using (var history = HistoryFile.Create(_folder, time, NullLogger<HistoryFile>.Instance))
        {
            for (var number = 0; number < 70; number++)
            {
                history.Record(HistoryStep.Asked, "client", "c1", $"r{number}", detail);
            }
        }

        var lines = Lines();
        var kept = lines.Count(line => line.TryGetProperty("step", out _));

        Assert.InRange(kept, 60, 69);
        Assert.Equal(70 - kept, lines[^1].GetProperty("dropped").GetInt64());
    }

    [Fact]
    public async Task Threads_that_record_at_once_do_not_mix_their_lines()
    {
        const int Threads = 4;
        const int Steps = 5000;
        await using (var history = HistoryFile.Create(_folder, TimeProvider.System, NullLogger<HistoryFile>.Instance))
        {
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
            {
                for (var step = 0; step < Steps; step++)
                {
                    history.Record(HistoryStep.Begun, "worker:test", $"c{thread}", $"r{step}");
                }
            })));
        }

        var lines = Lines().Skip(1).ToList();

        Assert.Equal(Threads * Steps, lines.Count);
        Assert.All(lines.GroupBy(line => line.GetProperty("client_id").GetString()), client => Assert.Equal(
            Enumerable.Range(0, Steps).Select(step => $"r{step}"),
            client.Select(line => line.GetProperty("request_id").GetString())));
        Assert.Equal(lines.Select(At).Order(), lines.Select(At));
    }

    [Fact]
    public async Task Processes_and_restarts_have_files_of_their_own()
    {
        for (var start = 0; start < 2; start++)
        {
            await using var history = HistoryFile.Create(_folder, TimeProvider.System, NullLogger<HistoryFile>.Instance);
        }

        Assert.Equal(2, Directory.GetFiles(_folder, "*.jsonl").Length);
    }

    [Fact]
    public async Task Nothing_is_written_where_no_folder_is_named()
    {
        await using var services = Services(null);

        Assert.False(services.GetRequiredService<IHistory>().IsOn);
    }

    [Fact]
    public async Task Folder_of_the_settings_is_made_and_written_into()
    {
        var folder = Path.Combine(_folder, "deep", "down");
        await using (var services = Services(folder))
        {
            Assert.True(services.GetRequiredService<IHistory>().IsOn);
        }

        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Folder_that_cannot_be_says_which_setting_names_it()
    {
        var file = Path.Combine(_folder, "a-file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await using var services = Services(file);

        var exception = Assert.Throws<HomingException>(services.GetRequiredService<IHistory>);

        Assert.Contains("Homing:History:Directory", exception.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(string? folder) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Homing:History:Directory", folder)]).Build())
        .AddHomingHistory()
        .BuildServiceProvider();

    private static DateTimeOffset At(JsonElement line) => line.GetProperty("at").GetDateTimeOffset();

    private List<JsonElement> Lines()
    {
        using var stream = new FileStream(
            Directory.GetFiles(_folder, "*.jsonl").Single(), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();

        // What stands behind the last newline is being written.
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
