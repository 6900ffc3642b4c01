using static Homing.HistoryChecker.Tests.HistoryScript;

namespace Homing.HistoryChecker.Tests;

public sealed class CheckCommandTests : IDisposable
{
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Clean_history_ends_with_0()
    {
        await _folder.WriteAsync(HistoryScript.Of(new Plan(1)).Entries);

        var (code, output, _) = Run(_folder.Path);

        Assert.Equal(0, code);
        Assert.Contains("No faults.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_ends_with_1_and_is_shown_with_its_lines()
    {
        await _folder.WriteAsync(HistoryScript.Of(new Plan(1), new Plan(2, Damage: Damage.Doubled)).Entries);

        var (code, output, _) = Run(_folder.Path);

        Assert.Equal(1, code);
        Assert.Contains("doubled: 1", output, StringComparison.Ordinal);
        Assert.Contains("client c2, request r1", output, StringComparison.Ordinal);
        Assert.Contains("\"step\":\"begun\",\"actor\":\"worker:test\",\"client_id\":\"c2\"", output, StringComparison.Ordinal);
        Assert.Equal(2, output.Split("\"step\":\"delivered\",\"actor\":\"client\",\"client_id\":\"c2\"").Length - 1);
        Assert.DoesNotContain("\"client_id\":\"c1\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_are_those_that_are_given()
    {
        await _folder.WriteAsync(HistoryScript.Of(
            new Plan(1, Damage: Damage.DeliveredAfterDeadline), new Plan(2, Damage: Damage.DeliveredAfterResumeTtl)).Entries);

        Assert.Equal(1, Run(_folder.Path, "--tolerance", "4").Code);
        Assert.Equal(1, Run(_folder.Path, "--resume-ttl", "200").Code);
        Assert.Equal(0, Run(_folder.Path, "--tolerance", "4", "--resume-ttl", "200").Code);
    }

    [Fact]
    public async Task Line_that_cannot_be_read_ends_with_2_and_is_named()
    {
        await _folder.WriteAsync(HistoryScript.Of(new Plan(1)).Entries);
        await File.AppendAllTextAsync(_folder.FileOf("a"), "{\"at\":\n", TestContext.Current.CancellationToken);
        var lines = (await File.ReadAllLinesAsync(_folder.FileOf("a"), TestContext.Current.CancellationToken)).Length;

        var (code, _, errors) = Run(_folder.Path);

        Assert.Equal(2, code);
        Assert.Contains($"{_folder.FileOf("a")}, line {lines}:", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"at":"2026-01-01T00:00:00Z","step":"invented","actor":"client","client_id":"c"}""", "no such step")]
    [InlineData("""{"step":"asked","actor":"client","client_id":"c"}""", "no time")]
    [InlineData("""{"at":"2026-01-01T00:00:00Z","step":"asked","actor":"client"}""", "no client")]
    [InlineData("""{"at":"2026-01-01T00:00:00Z","step":"asked","client_id":"c"}""", "no actor")]
    [InlineData("""{"at":"2026-01-01T00:00:00Z","seq":"one"}""", "")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{} {}", "")]
    public async Task Line_that_is_no_step_ends_with_2(string line, string reason)
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, "x.jsonl"), line + "\n", TestContext.Current.CancellationToken);

        var (code, _, errors) = Run(_folder.Path);

        Assert.Equal(2, code);
        Assert.Contains("x.jsonl, line 1:", errors, StringComparison.Ordinal);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--examples")]
    [InlineData("--what", "1")]
    [InlineData("/no/such/folder")]
    public void Wrong_usage_ends_with_2(params string[] args)
    {
        var (code, _, errors) = Run(args);

        Assert.Equal(2, code);
        Assert.NotEmpty(errors);
    }

    [Fact]
    public void Folder_without_histories_ends_with_2() => Assert.Equal(2, Run(_folder.Path).Code);

    private static (int Code, string Output, string Errors) Run(params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        return (CheckCommand.Run(args, output, errors), output.ToString(), errors.ToString());
    }
}
