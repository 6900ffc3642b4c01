using System.Text.Json;
using Homing.Reports.Contracts;
using Homing.Reports.Tests.Contracts;
using Homing.Testing;

namespace Homing.Reports.Tests.Trigger;

public sealed class ReportListTests
{
    private static readonly DateTimeOffset Later = Story.Start.AddDays(1);

    [Fact]
    public async Task Report_is_shown_as_agreed()
    {
        var time = new FakeTimeProvider(Story.Start);
        await using var process = await TriggerProcess.StartAsync(time: time);
        var id = await process.OrderAsync();
        await process.SayAsync(
            id, new ReportApprovalRequested(1, "approver", Later), new ReportApproved(1, "approver", "fine"),
            new ReportSubmitted(Later), new ReportProgressed(40, "reads sales"));
        time.Advance(TimeSpan.FromSeconds(5));
        await process.SayAsync(id, new ReportReady(Story.Document), new ReportIsHere(Story.Document, Later));

        var report = (await process.GetAsync($"/{id}", "analyst")).Fine();

        var expected = $$"""
            {
              "report_id": "{{id}}", "kind": "top-games", "title": "Most liked games of 2015", "state": "fetched", "progress": 100,
              "progress_message": null, "requested_by": "analyst", "requested_at": "2026-01-01T00:00:00Z",
              "expires_at": "2026-01-02T00:00:00Z",
              "timeline": [
                { "at": "2026-01-01T00:00:00Z", "step": "requested", "by": "analyst", "note": "Most liked games of 2015" },
                { "at": "2026-01-01T00:00:00Z", "step": "awaiting_approval", "by": "test", "note": "by approver" },
                { "at": "2026-01-01T00:00:00Z", "step": "approved", "by": "approver", "note": "fine" },
                { "at": "2026-01-01T00:00:00Z", "step": "preparing", "by": "test", "note": null },
                { "at": "2026-01-01T00:00:00Z", "step": "progress", "by": "test", "note": "40 %: reads sales" },
                { "at": "2026-01-01T00:00:05Z", "step": "ready", "by": "test", "note": null },
                { "at": "2026-01-01T00:00:05Z", "step": "fetched", "by": "test", "note": "1234 bytes" }
              ],
              "version": 1, "parameters": { "year": 2015, "limit": 50 }, "lifetime_minutes": 60,
              "approval": { "role": "approver", "until": null }, "reason": null, "mail": { "state": "none", "attempt": 0 },
              "document": { "length": 1234, "sha256": "{{Story.Document.Sha256}}" },
              "trace_id": "{{report.GetProperty("trace_id").GetString()}}"
            }
            """;
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, report), report.GetRawText());
    }

    [Fact]
    public async Task Report_is_seen_by_who_asked_and_by_those_who_approve_it()
    {
        await using var process = await TriggerProcess.StartAsync();
        var id = await process.OrderAsync();

        Assert.Equal(200, (await process.GetAsync($"/{id}", "analyst")).Status);
        (await process.GetAsync($"/{id}", "approver")).Problem(404);
        (await process.GetAsync($"/{id}", "ceo")).Problem(404);

        await process.SayAsync(id, new ReportApprovalRequested(1, "approver", Later));
        Assert.Equal(200, (await process.GetAsync($"/{id}", "approver")).Status);
        Assert.Equal(200, (await process.GetAsync($"/{id}", "eve driver approver")).Status);
        (await process.GetAsync($"/{id}", "ceo")).Problem(404);

        await process.SayAsync(id, new ReportApproved(1, "approver"));
        Assert.Equal(200, (await process.GetAsync($"/{id}", "approver")).Status);
    }

    [Fact]
    public async Task Report_that_is_not_there_is_not_found()
    {
        await using var process = await TriggerProcess.StartAsync();
        await process.OrderAsync();

        var detail = (await process.GetAsync($"/{Guid.Empty}", "analyst")).Problem(404);

        Assert.Contains($"{Guid.Empty}", detail);
        Assert.Equal(404, (await process.GetAsync("/nothing", "analyst")).Status);
    }

    [Fact]
    public async Task Every_process_knows_the_report_at_once()
    {
        var log = new InMemoryLog();
        await using var one = await TriggerProcess.StartAsync(log);
        await using var two = await TriggerProcess.StartAsync(log);

        for (var i = 0; i < 20; i++)
        {
            var id = await one.OrderAsync(key: $"key-{i}");
            (await two.GetAsync($"/{id}", "analyst")).Fine();
        }
    }

    [Fact]
    public async Task List_has_the_callers_reports_newest_first()
    {
        var time = new FakeTimeProvider(Story.Start);
        await using var process = await TriggerProcess.StartAsync(time: time);
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, await process.OrderAsync(key: $"key-{i}"));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await process.OrderAsync("ceo");
        await process.SayAsync(ids[1], new ReportApproved(1, "policy"));

        Assert.Equal(ids, await ListAsync(process, ""));
        Assert.Equal(ids.Take(2), await ListAsync(process, "?limit=2"));
        Assert.Equal([ids[1]], await ListAsync(process, "?state=approved"));
        Assert.Equal(ids.Except([ids[1]]).Take(3), await ListAsync(process, "?state=requested&limit=3"));
        Assert.Empty(await ListAsync(process, "", "driver"));
    }

    [Fact]
    public async Task Who_may_approve_finds_what_waits_for_them_and_not_their_own()
    {
        await using var process = await TriggerProcess.StartAsync();
        var waiting = await process.OrderAsync();
        var own = await process.OrderAsync("approver");
        var decided = await process.OrderAsync(key: "key-2");
        await process.OrderAsync(key: "key-3");
        await process.SayAsync(waiting, new ReportApprovalRequested(1, "approver", Later));
        await process.SayAsync(own, new ReportApprovalRequested(1, "approver", Later));
        await process.SayAsync(decided, new ReportApprovalRequested(1, "approver", Later), new ReportRejected(1, "policy"));

        Assert.Equal([waiting], await ListAsync(process, "?awaiting=me", "approver"));
        Assert.Empty(await ListAsync(process, "?awaiting=me", "analyst"));
    }

    [Theory]
    [InlineData("?limit=0", "limit: '0' is not a whole number from 1 to 200")]
    [InlineData("?limit=201", "limit: ")]
    [InlineData("?limit=ten", "limit: ")]
    [InlineData("?state=done", "state: 'done' is not allowed; allowed is requested, awaiting_approval, ")]
    [InlineData("?awaiting=you", "awaiting: 'you' is not allowed; allowed is me")]
    public async Task Wrong_query_is_refused_by_its_name(string query, string detail)
    {
        await using var process = await TriggerProcess.StartAsync();

        Assert.StartsWith(detail, (await process.GetAsync(query, "analyst")).Problem(400));
    }

    private static async Task<IEnumerable<Guid>> ListAsync(TriggerProcess process, string query, string user = "analyst") =>
        (await process.GetAsync(query, user)).Fine().EnumerateArray().Select(report => report.GetProperty("report_id").GetGuid());
}
