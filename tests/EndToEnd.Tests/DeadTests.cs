using System.Net.Http.Json;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary><c>homing dead</c> on an embedded log, with a server running on it and without.</summary>
public sealed class DeadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dead_asks_the_running_server_where_drills_are_allowed_and_reads_the_log_itself_when_none_runs()
    {
        using var data = new DataFolder();
        await using (var server = await ServerProcess.UpAsync(data.Path, 1, "--Homing:Gateway:AllowDrills=true"))
        {
            var (code, output) = await ServerProcess.TryAsync("dead", "--data", data.Path, "--url", server.Server.ToString());
            Assert.Equal((0, "Nothing was ever set aside."), (code, output.Trim()));

            var (missing, reason) = await ServerProcess.TryAsync(
                "dead", "show", "no_such_topic", "--data", data.Path, "--url", server.Server.ToString());
            Assert.Equal(3, missing);
            Assert.Contains("no_such_topic", reason, StringComparison.Ordinal);

            using var http = new HttpClient { BaseAddress = server.Server };
            using var wrong = await http.PostAsJsonAsync("/api/dead/client_request/replay", new { all = true, at = new[] { "0@1" } }, Token);
            Assert.Equal(400, (int)wrong.StatusCode);
            Assert.Equal("application/problem+json", wrong.Content.Headers.ContentType?.MediaType);
            Assert.Empty((await http.GetFromJsonAsync<JsonElement>("/api/dead", Token)).EnumerateArray());
            Assert.Equal(0, await server.StopAsync());
        }

        var (alone, said) = await ServerProcess.TryAsync("dead", "--data", data.Path);
        Assert.Equal((0, "Nothing was ever set aside."), (alone, said.Trim()));
    }

    [Fact]
    public async Task Dead_says_what_to_do_where_the_log_is_in_use_and_the_server_does_not_answer_such_questions()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path);

        var (code, output) = await ServerProcess.TryAsync("dead", "--data", data.Path, "--url", server.Server.ToString());

        Assert.Equal(3, code);
        Assert.StartsWith("homing: ", output, StringComparison.Ordinal);
        Assert.Contains("in use", output, StringComparison.Ordinal);
        Assert.Contains("AllowDrills", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "There is no log", "dead", "--data", "/nowhere")]
    [InlineData(2, "--last", "dead", "show", "client_request", "--last", "0")]
    [InlineData(2, "--url", "dead", "--url", "nonsense")]
    public async Task Wrong_command_line_is_refused_in_one_line(int expected, string named, params string[] arguments)
    {
        var (code, output) = await ServerProcess.TryAsync(arguments);

        Assert.Equal(expected, code);
        Assert.StartsWith("homing: ", output, StringComparison.Ordinal);
        Assert.Contains(named, output, StringComparison.Ordinal);
    }
}
