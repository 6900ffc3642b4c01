using System.Net;
using System.Text;
using System.Text.Json;
using Homing.Log;
using Homing.Reports.Contracts;
using Homing.Reports.ExternalReader;
using Homing.Reports.ProviderApi;
using Homing.Reports.Tests.Dispatcher;
using Homing.Reports.Workflow;
using Homing.Testing;

namespace Homing.Reports.Tests.ExternalReader;

/// <summary>"Webhook: forged, replayed, late, early, huge" of the failure table, over real HTTP.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private const string Path = "/external-reader/webhooks";

    private static readonly string Secret = WebhookSigner.NewSecret();
    private static readonly string OldSecret = WebhookSigner.NewSecret();
    private static readonly ProviderDocument Document = new(
        new Uri("https://reports.example/provider/reports/x/document"), 1234, new string('a', 64));

    private readonly FakeTimeProvider _time = new();
    private readonly Guid _id = Guid.NewGuid();
    private RoleProcess _process = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ReportLedger Ledger => _process.Get<ReportLedger>();

    private Report Report => Ledger.Find(_id)!;

    public async ValueTask InitializeAsync()
    {
        _process = await RoleProcess.StartAsync(
            [new ExternalReaderRole()],
            time: _time,
            settings:
            [
                ("Homing:Reports:ExternalReader:Secrets:0", Secret),
                ("Homing:Reports:ExternalReader:Secrets:1", OldSecret),
                ("Homing:Reports:Provider:Url", "https://reports.example/"),
                ("Homing:Reports:Provider:ApiKey", "key"),
            ]);
        await Ledger.BeginAsync(_id, "report-trigger", DispatcherScene.Request("ceo"), DispatcherScene.TraceParent, Token);
        foreach (var fact in new ReportFact[]
        {
            new ReportApproved(1, "policy"), new ReportSubmissionStarted(1, _time.GetUtcNow().AddHours(1)),
        })
        {
            await Ledger.AppendAsync(Report, "report-dispatcher", fact, Token);
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [Fact]
    public async Task Call_back_that_is_ready_is_in_the_log_before_it_is_answered()
    {
        await SubmittedAsync();

        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(Ready(), id: "msg_1")).StatusCode);

        Assert.Equal((ReportState.Ready, new DocumentDescription(1234, new string('a', 64))), (Report.State, Report.Document));
        Assert.Equal("external-reader", Report.Timeline[^1].By);
        Assert.Contains("\"id\":\"webhook-msg_1\"", await LastRecordAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_and_progress_are_taken()
    {
        await SubmittedAsync();

        await SendAsync(Progress(40), id: "msg_1");
        Assert.Equal((40, "works"), (Report.Progress, Report.ProgressMessage));
        await SendAsync(new ProviderWebhook(
            ProviderWebhook.Failed, _time.GetUtcNow(), new ProviderJob(_id, ProviderJobStates.Failed, 40, "No such year.")));

        Assert.Equal((ReportState.Failed, "No such year."), (Report.State, Report.Reason));
    }

    [Fact]
    public async Task Early_call_back_is_taken()
    {
        // The provider has it, and our own note that it has is still to come.
        Assert.Equal(ReportState.Approved, Report.State);

        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(Ready())).StatusCode);

        Assert.Equal(ReportState.Ready, Report.State);
    }

    [Fact]
    public async Task Replayed_call_back_changes_nothing_and_is_not_appended()
    {
        await SubmittedAsync();
        await SendAsync(Progress(40), id: "msg_1");
        var before = await EndAsync();
        _time.Advance(TimeSpan.FromMinutes(4));

        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(Progress(40), id: "msg_1", at: _time.GetUtcNow().AddMinutes(-4))).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(Progress(90), id: "msg_1")).StatusCode);

        Assert.Equal(40, Report.Progress);
        Assert.Equal(before, await EndAsync());
    }

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-299, true)]
    [InlineData(299, true)]
    [InlineData(301, false)]
    public async Task Time_of_a_call_back_may_be_five_minutes_off(int seconds, bool isTaken)
    {
        await SubmittedAsync();

        var answer = await SendAsync(Ready(), at: _time.GetUtcNow().AddSeconds(seconds));

        Assert.Equal(isTaken ? HttpStatusCode.Accepted : HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(isTaken ? ReportState.Ready : ReportState.Preparing, Report.State);
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public async Task Of_eight_signatures_any_may_be_ours_and_more_are_refused(int count, bool isTaken)
    {
        await SubmittedAsync();
        var body = JsonSerializer.SerializeToUtf8Bytes(Ready(), ProviderJson.Default.ProviderWebhook);
        var good = new WebhookSigner([OldSecret]).Sign("msg_1", _time.GetUtcNow(), body);

        var answer = await PostAsync(
            body, "msg_1", _time.GetUtcNow(), string.Join(' ', [.. Enumerable.Repeat("v1,", count - 1), good]));

        Assert.Equal(isTaken ? HttpStatusCode.Accepted : HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(isTaken ? ReportState.Ready : ReportState.Preparing, Report.State);
    }

    [Fact]
    public async Task Forged_call_back_is_refused_before_it_is_read()
    {
        await SubmittedAsync();
        var before = await EndAsync();
        var body = Encoding.UTF8.GetBytes("not even JSON");

        foreach (var forged in new[]
        {
            new WebhookSigner([WebhookSigner.NewSecret()]).Sign("msg_1", _time.GetUtcNow(), body),
            new WebhookSigner([Secret]).Sign("msg_2", _time.GetUtcNow(), body),
            new WebhookSigner([Secret]).Sign("msg_1", _time.GetUtcNow().AddSeconds(1), body),
            new WebhookSigner([Secret]).Sign("msg_1", _time.GetUtcNow(), [.. body, 32]),
            "v1,", "v1a,AAAA", "",
        })
        {
            var answer = await PostAsync(body, "msg_1", _time.GetUtcNow(), forged);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        }

        Assert.Equal(before, await EndAsync());
    }

    [Fact]
    public async Task Call_back_without_headers_is_refused()
    {
        using var answer = await _process.Http.PostAsync(Path, new StringContent("{}"), Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Rotated_secret_is_good_as_long_as_it_is_set()
    {
        await SubmittedAsync();

        Assert.Equal(HttpStatusCode.Accepted, (await SendSignedAsync(Progress(10), OldSecret)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await SendSignedAsync(Ready(), WebhookSigner.NewSecret(), Secret)).StatusCode);
        Assert.Equal(ReportState.Ready, Report.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Huge_call_back_is_refused(bool hasLength)
    {
        await SubmittedAsync();
        var body = new byte[65_537];
        Array.Fill(body, (byte)' ');
        using var content = hasLength ? new ByteArrayContent(body) : (HttpContent)new StreamContent(new Endless(body));
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = content };
        request.Headers.TransferEncodingChunked = !hasLength;
        Sign(request, body, "msg_1", _time.GetUtcNow(), [Secret]);

        using var answer = await _process.Http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Call_back_of_64_kibibytes_is_taken()
    {
        await SubmittedAsync();
        var body = JsonSerializer.SerializeToUtf8Bytes(Ready(), ProviderJson.Default.ProviderWebhook);
        var padded = new byte[65_536];
        Array.Fill(padded, (byte)' ');
        body.CopyTo(padded, 0);

        var answer = await PostAsync(padded, "msg_1", _time.GetUtcNow(), new WebhookSigner([Secret]).Sign("msg_1", _time.GetUtcNow(), padded));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task Call_back_about_an_unknown_report_is_done_with()
    {
        var before = await EndAsync();

        var answer = await SendAsync(Ready() with { Data = Ready().Data with { ReportId = Guid.NewGuid() } });

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(before, await EndAsync());
    }

    [Fact]
    public async Task Call_back_that_comes_too_late_is_done_with()
    {
        await SubmittedAsync();
        await Ledger.AppendAsync(Report, "test", new ReportCancelled("ceo"), Token);
        var before = await EndAsync();

        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(Ready())).StatusCode);

        Assert.Equal(ReportState.Cancelled, Report.State);
        Assert.Equal(before, await EndAsync());
    }

    [Fact]
    public async Task Of_two_documents_the_first_counts()
    {
        await SubmittedAsync();
        await SendAsync(Ready());

        await SendAsync(Ready() with { Data = Ready().Data with { Document = Document with { Sha256 = new string('b', 64) } } });

        Assert.Equal(new string('a', 64), Report.Document!.Sha256);
    }

    [Fact]
    public async Task Progress_is_noted_once_a_second_at_most()
    {
        await SubmittedAsync();
        await SendAsync(Progress(10));
        var before = await EndAsync();

        await SendAsync(Progress(20));
        Assert.Equal((10, before), (Report.Progress, await EndAsync()));

        _time.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(Progress(30));
        Assert.Equal(30, Report.Progress);
    }

    [Fact]
    public async Task Kind_of_call_back_that_is_not_known_is_passed_over()
    {
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(Ready() with { Type = "report.archived" })).StatusCode);
        Assert.Equal(ReportState.Approved, Report.State);
    }

    public static TheoryData<string> Nonsense =>
    [
        "not JSON",
        "null",
        "{}",
        """{"type":"report.ready","timestamp":"2026-01-01T00:00:00Z"}""",
        """{"type":"report.ready","timestamp":"2026-01-01T00:00:00Z","data":{"report_id":"ID","state":"ready","percent":100,"message":""}}""",
        """{"type":"report.ready","timestamp":"2026-01-01T00:00:00Z","data":{"report_id":"ID","state":"working","percent":100,"message":""}}""",
        """{"type":"report.progress","timestamp":"2026-01-01T00:00:00Z","data":{"report_id":"ID","state":"working","percent":1,"message":"\ud800"}}""",
        """{"type":"report.progress","timestamp":"2026-01-01T00:00:00Z","data":{"report_id":"ID","state":"lost","percent":1,"message":""}}""",
        Ready("https://evil.example/document", 1, new string('a', 64)),
        Ready("http://reports.example/document", 1, new string('a', 64)),
        Ready("https://reports.example/document", 0, new string('a', 64)),
        Ready("https://reports.example/document", 1, new string('A', 64)),
        Ready("https://reports.example/document", 1, "abc"),
    ];

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Signed_nonsense_is_refused(string text)
    {
        await SubmittedAsync();
        var before = await EndAsync();
        var body = Encoding.UTF8.GetBytes(text.Replace("ID", _id.ToString(), StringComparison.Ordinal));

        var answer = await PostAsync(body, "msg_1", _time.GetUtcNow(), new WebhookSigner([Secret]).Sign("msg_1", _time.GetUtcNow(), body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(before, await EndAsync());
    }

    [Fact]
    public async Task Log_that_takes_nothing_lets_the_provider_try_again()
    {
        await SubmittedAsync();
        _process.Log.FailAppend = _ => new LogException(LogError.Full, "No room.");

        var refused = await SendAsync(Ready(), id: "msg_1");
        _process.Log.FailAppend = null;
        var taken = await SendAsync(Ready(), id: "msg_1");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.Accepted), (refused.StatusCode, taken.StatusCode));
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(ReportState.Ready, Report.State);
    }

    [Fact]
    public async Task Log_that_does_not_answer_lets_the_provider_try_again()
    {
        await SubmittedAsync();
        var hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.Log.BeforeAppend = _ =>
        {
            hanging.TrySetResult();
            return new TaskCompletionSource().Task;
        };

        var sending = SendAsync(Ready());
        await hanging.Task.WaitAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await sending).StatusCode);
    }

    private static string Ready(string url, long length, string sha256) =>
        $$$"""{"type":"report.ready","timestamp":"2026-01-01T00:00:00Z","data":{"report_id":"ID","state":"ready","percent":100,"message":"","document":{"url":"{{{url}}}","length":{{{length}}},"sha256":"{{{sha256}}}"} } }""";

    private static void Sign(HttpRequestMessage request, byte[] body, string id, DateTimeOffset at, string[] secrets)
    {
        request.Headers.Add(WebhookSigner.IdHeader, id);
        request.Headers.Add(WebhookSigner.TimestampHeader, WebhookSigner.Seconds(at));
        request.Headers.Add(WebhookSigner.SignatureHeader, new WebhookSigner(secrets).Sign(id, at, body));
    }

    private ProviderWebhook Ready() => new(
        ProviderWebhook.Ready, _time.GetUtcNow(), new ProviderJob(_id, ProviderJobStates.Ready, 100, "", Document));

    private ProviderWebhook Progress(int percent) => new(
        ProviderWebhook.Progress, _time.GetUtcNow(), new ProviderJob(_id, ProviderJobStates.Working, percent, "works"));

    private Task<Judged> SubmittedAsync() =>
        Ledger.AppendAsync(Report, "report-dispatcher", new ReportSubmitted(_time.GetUtcNow().AddHours(1)), Token);

    private Task<HttpResponseMessage> SendSignedAsync(ProviderWebhook webhook, params string[] secrets) =>
        SendAsync(webhook, $"msg_{Guid.NewGuid():N}", _time.GetUtcNow(), secrets);

    private Task<HttpResponseMessage> SendAsync(ProviderWebhook webhook, string? id = null, DateTimeOffset? at = null) =>
        SendAsync(webhook, id ?? $"msg_{Guid.NewGuid():N}", at ?? _time.GetUtcNow(), []);

    private Task<HttpResponseMessage> SendAsync(ProviderWebhook webhook, string id, DateTimeOffset at, string[] secrets)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(webhook, ProviderJson.Default.ProviderWebhook);
        return PostAsync(body, id, at, new WebhookSigner(secrets.Length > 0 ? secrets : [Secret]).Sign(id, at, body));
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, string id, DateTimeOffset at, string signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(body) };
        request.Headers.Add(WebhookSigner.IdHeader, id);
        request.Headers.Add(WebhookSigner.TimestampHeader, WebhookSigner.Seconds(at));
        request.Headers.Add(WebhookSigner.SignatureHeader, signature);
        return await _process.Http.SendAsync(request, Token);
    }

    private async Task<long> EndAsync() =>
        (await _process.Log.DescribeTopicAsync(ReportTopics.Events, Token))!.Partitions.Sum(range => range.End);

    private async Task<string> LastRecordAsync()
    {
        await using var reader = _process.Log.OpenReader(ReportTopics.Events, StartAt.Beginning);
        for (var (read, end) = (0L, await EndAsync()); ;)
        {
            var batch = await reader.ReadAsync(Token);
            read += batch.Records.Length;
            if (read == end)
            {
                return Encoding.UTF8.GetString(batch.Records.Span[^1].Value!.Value.Span);
            }
        }
    }

    /// <summary>A body without a length that is known beforehand.</summary>
    private sealed class Endless(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
