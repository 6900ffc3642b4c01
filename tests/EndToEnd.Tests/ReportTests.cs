using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Homing.Testing;

namespace EndToEnd.Tests;

/// <summary>Reports as an outsider sees them, through the six services of the real executable, and its browser that draws them.</summary>
public sealed class ReportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string[] Settings =
    [
        "--Homing:Demo:Password=chosen", "--Homing:Provider:Duration=00:00:02", "--Homing:Parking:ReplaySpeed=0",
        "--Homing:Deliveries:Partitions=1",
        // A mail whose sender is killed in the middle is begun again once that is over, and half a minute more.
        "--Homing:Reports:Mail:Timeout=00:00:05",
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_is_made_once_and_mailed_once_though_the_process_is_killed_at_each_stage_and_is_part_of_a_back_up()
    {
        using var data = new DataFolder();
        using var other = new DataFolder();
        string id;
        byte[] document;
        await using (var server = await ServerProcess.UpAsync(data.Path, 1, Settings))
        {
            using var http = await SignInAsync(server, "ceo");
            var (status, body) = await AskAsync(http, "key-1", "Best of 2015");
            Assert.Equal(202, status);
            id = body.GetProperty("report_id").GetString()!;
            await server.KillAsync();
        }

        foreach (var stage in (string[])["preparing", "ready"])
        {
            await using var server = await ServerProcess.UpAsync(data.Path, 1, Settings);
            using var http = await SignInAsync(server, "ceo");
            await WaitAsync(http, id, report => Steps(report).Contains(stage));
            await server.KillAsync();
        }

        await using (var server = await ServerProcess.UpAsync(data.Path, 1, Settings))
        {
            using var http = await SignInAsync(server, "ceo");
            var report = await WaitAsync(http, id, report => State(report) == "delivered" || State(report) == "failed");
            Assert.Equal("delivered", State(report));
            Assert.Equal(1, Steps(report).Count(step => step == "fetched"));

            // Killed in the middle of it, it is begun again, and is the same file: there is one, below.
            Assert.InRange(Steps(report).Count(step => step == "mail"), 1, 2);

            // The same key is the same report, however far it is.
            var (status, same) = await AskAsync(http, "key-1", "Best of 2015");
            Assert.Equal((202, id), (status, same.GetProperty("report_id").GetString()));
            Assert.Equal(422, (await AskAsync(http, "key-1", "Another")).Status);

            var mails = await http.GetFromJsonAsync<JsonElement>("/api/reports/outbox", Cancelled);
            Assert.StartsWith(id, Assert.Single(mails.EnumerateArray()).GetProperty("name").GetString(), StringComparison.Ordinal);

            document = await DownloadAsync(http, id);
            Assert.Equal(report.GetProperty("document").GetProperty("length").GetInt64(), document.Length);
            Assert.Equal("%PDF-", Encoding.ASCII.GetString(document, 0, 5));

            // The popup waits for whoever asked, and for nobody else.
            await using var socket = await SocketClient.ConnectAsync(server.Server, Bearer(http));
            var push = await socket.ReceiveAsync("push");
            Assert.Equal("report", push.GetProperty("topic").GetString());
            Assert.Equal(id, push.GetProperty("body").GetProperty("report_id").GetString());
            using var driver = await SignInAsync(server, "driver");
            using var hidden = await driver.GetAsync(new Uri($"/api/reports/{id}", UriKind.Relative), Cancelled);
            Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);

            Assert.Equal(0, (await ServerProcess.TryAsync("backup", Path.Combine(other.Path, "backup"), "--data", data.Path)).Code);
        }

        var elsewhere = Path.Combine(other.Path, "data");
        Assert.Equal(0, (await ServerProcess.TryAsync("restore", Path.Combine(other.Path, "backup"), "--data", elsewhere)).Code);
        await using var restored = await ServerProcess.UpAsync(elsewhere, 1, Settings);
        using var again = await SignInAsync(restored, "ceo");
        Assert.Equal("delivered", State(await WaitAsync(again, id, _ => true)));
        Assert.Equal(document, await DownloadAsync(again, id));
    }

    [Fact]
    public async Task Analyst_waits_for_the_approver()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path, 1, Settings);
        using var analyst = await SignInAsync(server, "analyst");
        using var approver = await SignInAsync(server, "approver");
        var id = (await AskAsync(analyst, "key-1", "Please")).Body.GetProperty("report_id").GetString()!;
        await WaitAsync(analyst, id, report => State(report) == "awaiting_approval");

        using var own = await ApproveAsync(analyst, id, approved: true);
        using var rejected = await ApproveAsync(approver, id, approved: false);
        using var tooLate = await ApproveAsync(approver, id, approved: true);

        Assert.Equal([403, 200, 409], new[] { (int)own.StatusCode, (int)rejected.StatusCode, (int)tooLate.StatusCode });
        Assert.Equal("rejected", State(await WaitAsync(analyst, id, _ => true)));
    }

    [Fact]
    public async Task Provider_refuses_who_has_no_key_and_webhooks_that_nobody_signed()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path, 1, Settings);
        using var http = new HttpClient { BaseAddress = server.Server };

        using var order = await http.PostAsJsonAsync("/provider/reports", new { }, Cancelled);
        using var webhook = await http.PostAsJsonAsync("/external-reader/webhooks", new { }, Cancelled);
        using var nobody = await http.PostAsJsonAsync("/api/reports", new { }, Cancelled);

        Assert.Equal([401, 401, 401], new[] { (int)order.StatusCode, (int)webhook.StatusCode, (int)nobody.StatusCode });
    }

    private static string State(JsonElement report) => report.GetProperty("state").GetString()!;

    private static IEnumerable<string?> Steps(JsonElement report) =>
        report.GetProperty("timeline").EnumerateArray().Select(entry => entry.GetProperty("step").GetString());

    private static (string, string) Bearer(HttpClient http) => ("Authorization", http.DefaultRequestHeaders.Authorization!.ToString());

    private static async Task<HttpClient> SignInAsync(ServerProcess server, string user)
    {
        var http = new HttpClient { BaseAddress = server.Server };
        using var answer = await http.PostAsJsonAsync("/api/sign-in", new { user, password = "chosen" }, Cancelled);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", body.GetProperty("access_token").GetString());
        return http;
    }

    private static async Task<(int Status, JsonElement Body)> AskAsync(HttpClient http, string key, string title)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/reports", UriKind.Relative))
        {
            Content = JsonContent.Create(
                new { kind = "top-games", title, parameters = new { year = 2015, limit = 10 }, lifetime_minutes = 10 }),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await http.SendAsync(request, Cancelled);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled));
    }

    private static async Task<byte[]> DownloadAsync(HttpClient http, string id)
    {
        using var document = await http.GetAsync(new Uri($"/api/reports/{id}/document", UriKind.Relative), Cancelled);
        Assert.Equal("application/pdf", document.Content.Headers.ContentType!.MediaType);
        return await document.Content.ReadAsByteArrayAsync(Cancelled);
    }

    private static Task<HttpResponseMessage> ApproveAsync(HttpClient http, string id, bool approved) =>
        http.PostAsJsonAsync($"/api/reports/{id}/approval", new { approved, note = "" }, Cancelled);

    // Asked again and again, as a program would that has no socket.
    private static async Task<JsonElement> WaitAsync(HttpClient http, string id, Func<JsonElement, bool> until)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience);
        while (true)
        {
            var report = await http.GetFromJsonAsync<JsonElement>($"/api/reports/{id}", patience.Token);
            if (until(report))
            {
                return report;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }
}
