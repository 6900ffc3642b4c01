using System.Diagnostics;
using System.Text.RegularExpressions;
using Homing.Testing;

namespace Homing.Fleet.Tests;

/// <summary>The command, as a user starts it.</summary>
public sealed partial class FleetCommandTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly string _folder = Directory.CreateTempSubdirectory("homing-fleet-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Fleet_serves_does_what_is_typed_and_leaves_nothing_when_it_is_killed()
    {
        Here.NeedsRedis();
        using var fleet = Start("--gateways", "2", "--workers", "1", "--port", $"{PortBlock.Free()}", "--data", _folder);
        var table = await ReadUntilAsync(fleet, "Ctrl-C ends all");
        var children = Processes(table);
        var gateways = Addresses(table, "gateway");
        Assert.Equal(2, gateways.Length);

        // A question at one gateway; then that gateway is killed, and the same client is known at the other.
        var client = await SocketClient.ConnectAsync(gateways[0]);
        await client.RequestAsync("r1", "parking.nearby", new { lat = 41.0, lng = 29.0, limit = 1 });
        Assert.True((await client.ReceiveAsync("response")).TryGetProperty("body", out _));
        await TypeAsync(fleet, "kill gateway-1", "gateway-1 is killed");
        await using (var back = await SocketClient.ResumeAsync(gateways[1], client.Session))
        {
            Assert.Equal(client.ClientId, back.ClientId);
        }

        await TypeAsync(fleet, "pause worker-1", "worker-1 stands still");
        await TypeAsync(fleet, "kill nobody", "there is no nobody");
        fleet.Kill();
        await fleet.WaitForExitAsync(Token);
        await client.DisposeAsync();

        await GoneAsync(children);
    }

    [Fact]
    public async Task Fleet_ends_in_order_on_quit()
    {
        Here.NeedsRedis();
        using var fleet = Start("--gateways", "1", "--workers", "1", "--port", $"{PortBlock.Free()}", "--data", _folder);
        var children = Processes(await ReadUntilAsync(fleet, "Ctrl-C ends all"));

        await TypeAsync(fleet, "quit", "is drained and stopped");
        await ReadToEndAsync(fleet);

        Assert.Equal(0, fleet.ExitCode);
        await GoneAsync(children);
    }

    [Theory]
    [InlineData("--gateways", "none")]
    [InlineData("--workers", "99")]
    [InlineData("--prot", "1")]
    public async Task Wrong_command_line_ends_with_2_and_names_it(string option, string value)
    {
        using var fleet = Start(option, value, "--data", _folder);
        var errors = await fleet.StandardError.ReadToEndAsync(Token);
        await fleet.WaitForExitAsync(Token);

        Assert.Equal(2, fleet.ExitCode);
        Assert.Contains(option, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_redis_is_said_with_how_to_install_it()
    {
        using var fleet = Start(new Dictionary<string, string> { ["PATH"] = "/nowhere" }, "--data", _folder);
        var errors = await fleet.StandardError.ReadToEndAsync(Token);
        await fleet.WaitForExitAsync(Token);

        Assert.Equal(3, fleet.ExitCode);
        Assert.Contains("redis-server", errors, StringComparison.Ordinal);
        Assert.Contains("apt-get install", errors, StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments) => Start([], arguments);

    private static Process Start(Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(FleetOptions.Beside("Homing.Fleet"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task<string> ReadUntilAsync(Process process, string mark)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        var text = "";
        while (!text.Contains(mark, StringComparison.Ordinal))
        {
            var line = await process.StandardOutput.ReadLineAsync(patience.Token);
            if (line is null)
            {
                Assert.Fail($"It ended before it said '{mark}':\n{text}\n{await process.StandardError.ReadToEndAsync(Token)}");
            }

            text += line + "\n";
        }

        return text;
    }

    private static async Task TypeAsync(Process process, string command, string answer)
    {
        await process.StandardInput.WriteLineAsync(command);
        await ReadUntilAsync(process, answer);
    }

    private static async Task ReadToEndAsync(Process process)
    {
        await process.StandardOutput.ReadToEndAsync(Token).WaitAsync(Patience, Token);
        await process.WaitForExitAsync(Token);
    }

    private static int[] Processes(string table) =>
        [.. Row().Matches(table).Where(row => row.Groups["role"].Value != "kafka").Select(row => int.Parse(row.Groups["process"].Value, null))];

    private static Uri[] Addresses(string table, string role) =>
        [.. Row().Matches(table).Where(row => row.Groups["role"].Value == role).Select(row => new Uri(row.Groups["address"].Value))];

    // The kernel kills them; nobody tells when that is done.
    private static async Task GoneAsync(int[] processes)
    {
        Assert.NotEmpty(processes);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (processes.Any(IsThere))
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    // One that is dead and not yet reaped by whoever inherited it runs no more.
    private static bool IsThere(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^│ (?<name>[\w-]+) +│ (?<role>[\w-]+) +│ (?<process>\d+) +│ (?<address>\S+) +│", RegexOptions.Multiline)]
    private static partial Regex Row();
}
