using System.Text.Json;
using Homing.Reports.Contracts;
using Homing.Reports.Tests.Contracts;
using Homing.Testing;

namespace Homing.Reports.Tests.Trigger;

public sealed class DecisionTests
{
    private static readonly object Other = new { kind = "top-games", parameters = new { year = 2016 }, version = 1 };
    private readonly FakeTimeProvider _time = new(Story.Start);

    private DateTimeOffset Later => _time.GetUtcNow().AddDays(1);

    [Theory]
    [InlineData(true, "approved")]
    [InlineData(false, "rejected")]
    public async Task Approver_decides(bool approved, string state)
    {
        await using var process = await StartAsync();
        var id = await AwaitingAsync(process);

        var report = (await process.PostAsync($"/{id}/approval", "approver", new { approved, note = " because " })).Fine();

        Assert.Equal(state, report.GetProperty("state").GetString());
        var last = report.GetProperty("timeline").EnumerateArray().Last();
        Assert.Equal((state, "approver", "because"), (Text(last, "step"), Text(last, "by"), Text(last, "note")));
        Assert.Equal(approved ? null : "because", Text(report, "reason"));
    }

    [Fact]
    public async Task Same_decision_again_is_the_same_and_another_is_a_conflict()
    {
        await using var process = await StartAsync();
        var id = await AwaitingAsync(process);
        var first = await process.PostAsync($"/{id}/approval", "approver", new { approved = true });

        var again = await process.PostAsync($"/{id}/approval", "approver", new { approved = true });

        Assert.Equal(first.Text, again.Text);
        Assert.Contains(
            "approved by approver", (await process.PostAsync($"/{id}/approval", "approver", new { approved = false })).Problem(409));
        (await process.PostAsync($"/{id}/approval", "bob approver", new { approved = true })).Problem(409);
    }

    [Fact]
    public async Task Of_two_who_decide_at_two_processes_one_is_first()
    {
        var log = new InMemoryLog(_time);
        await using var one = await TriggerProcess.StartAsync(log, _time);
        await using var two = await TriggerProcess.StartAsync(log, _time);
        for (var i = 0; i < 10; i++)
        {
            var id = await AwaitingAsync(one, $"key-{i}");
            await two.Ledger.CatchUpAsync(TestContext.Current.CancellationToken);

            var answers = await Task.WhenAll(
                one.PostAsync($"/{id}/approval", "ann approver", new { approved = true }),
                two.PostAsync($"/{id}/approval", "bob approver", new { approved = false }));

            Assert.Equivalent(new[] { 200, 409 }, answers.Select(answer => answer.Status));
            var winner = answers[0].Status == 200 ? "approved" : "rejected";
            Assert.Equal(winner, Text((await two.GetAsync($"/{id}", "analyst")).Json, "state"));
        }
    }

    [Fact]
    public async Task Decision_after_the_deadline_is_a_conflict_though_nobody_has_noted_it()
    {
        await using var process = await StartAsync();
        var id = await AwaitingAsync(process);

        _time.Advance(TimeSpan.FromDays(1));

        Assert.Contains("time", (await process.PostAsync($"/{id}/approval", "approver", new { approved = true })).Problem(409));
    }

    [Fact]
    public async Task Only_approvers_decide_and_never_about_their_own()
    {
        await using var process = await StartAsync();
        var id = await AwaitingAsync(process);
        var own = await process.OrderAsync("approver");
        await process.SayAsync(own, new ReportApprovalRequested(1, "approver", Later));

        (await process.PostAsync($"/{id}/approval", "driver", new { approved = true })).Problem(404);
        (await process.PostAsync($"/{id}/approval", "analyst", new { approved = true })).Problem(403);
        (await process.PostAsync($"/{own}/approval", "approver", new { approved = true })).Problem(403);
        Assert.Equal(ReportState.AwaitingApproval, process.Ledger.Find(id)!.State);
    }

    [Fact]
    public async Task Decision_about_an_order_that_was_changed_is_a_conflict()
    {
        await using var process = await StartAsync();
        var id = await AwaitingAsync(process);
        (await process.SendAsync(HttpMethod.Put, $"/{id}", "analyst", Other)).Fine();
        (await process.PostAsync($"/{id}/approval", "approver", new { approved = true })).Problem(404);
        await process.SayAsync(id, new ReportApprovalRequested(2, "approver", Later));

        Assert.StartsWith("version: 1 ", (await process.PostAsync($"/{id}/approval", "approver", new { approved = true, version = 1 })).Problem(409));
        Assert.Equal("approved", Text((await process.PostAsync($"/{id}/approval", "approver", new { approved = true, version = 2 })).Fine(), "state"));
    }

    [Theory]
    [InlineData("{}", "approved: missing; allowed is true or false")]
    [InlineData("""{"approved":"yes"}""", "approved: \"yes\" ")]
    [InlineData("""{"approved":true,"note":7}""", "note: 7 ")]
    [InlineData("""{"approved":true,"version":0}""", "version: 0 ")]
    public async Task Wrong_decision_is_refused_by_the_name_of_its_field(string body, string detail)
    {
        await using var process = await StartAsync();
        var id = await AwaitingAsync(process);

        Assert.StartsWith(detail, (await process.PostAsync($"/{id}/approval", "approver", body)).Problem(400));
    }

    [Fact]
    public async Task Edit_replaces_the_order_and_voids_its_approval()
    {
        await using var process = await StartAsync();
        var id = await AwaitingAsync(process);
        (await process.PostAsync($"/{id}/approval", "approver", new { approved = true })).Fine();

        var report = (await process.SendAsync(HttpMethod.Put, $"/{id}", "analyst", Other)).Fine();

        Assert.Equal(("requested", 2, "Most liked games of 2016"), (Text(report, "state"), report.GetProperty("version").GetInt32(), Text(report, "title")));
        Assert.Equal(JsonValueKind.Null, report.GetProperty("approval").ValueKind);
    }

    [Fact]
    public async Task Edit_of_an_older_version_without_one_or_by_another_is_refused()
    {
        await using var process = await StartAsync();
        var id = await AwaitingAsync(process);
        (await process.SendAsync(HttpMethod.Put, $"/{id}", "approver", Other)).Problem(403);
        (await process.SendAsync(HttpMethod.Put, $"/{id}", "driver", Other)).Problem(404);
        Assert.StartsWith("version: ", (await process.SendAsync(
            HttpMethod.Put, $"/{id}", "analyst", new { kind = "top-games", parameters = new { year = 2016 } })).Problem(400));
        (await process.SendAsync(HttpMethod.Put, $"/{id}", "analyst", Other)).Fine();

        (await process.SendAsync(HttpMethod.Put, $"/{id}", "analyst", Other)).Problem(409);
    }

    [Fact]
    public async Task Edit_and_cancel_are_refused_when_it_is_too_late()
    {
        await using var process = await StartAsync();
        var id = await process.OrderAsync();
        await process.SayAsync(id, new ReportApproved(1, "policy"), new ReportSubmissionStarted(1, Later));
        Assert.Contains("submitting", (await process.SendAsync(HttpMethod.Put, $"/{id}", "analyst", Other)).Problem(409));
        await process.SayAsync(id, new ReportSubmitted(Later));

        Assert.Contains("preparing", (await process.SendAsync(HttpMethod.Put, $"/{id}", "analyst", Other)).Problem(409));
        await process.SayAsync(id, new ReportReady(Story.Document), new ReportIsHere(Story.Document, Later));
        Assert.Contains("fetched", (await process.PostAsync($"/{id}/cancel", "analyst")).Problem(409));
    }

    [Fact]
    public async Task Who_asked_cancels_and_may_do_so_twice()
    {
        await using var process = await StartAsync();
        var id = await AwaitingAsync(process);
        (await process.PostAsync($"/{id}/cancel", "approver")).Problem(403);
        (await process.PostAsync($"/{id}/cancel", "driver")).Problem(404);

        Assert.Equal("cancelled", Text((await process.PostAsync($"/{id}/cancel", "analyst")).Fine(), "state"));

        Assert.Equal("cancelled", Text((await process.PostAsync($"/{id}/cancel", "analyst")).Fine(), "state"));
        (await process.PostAsync($"/{id}/approval", "approver", new { approved = true })).Problem(409);
    }

    [Fact]
    public async Task Mail_is_sent_again_where_it_failed_or_is_uncertain_and_only_then()
    {
        await using var process = await StartAsync();
        var id = await process.OrderAsync();
        (await process.PostAsync($"/{id}/mail", "analyst")).Problem(409);
        await process.SayAsync(id, [.. Story.WayTo(ReportState.Fetched), new ReportMailStarted(1, "c", Later)]);
        (await process.PostAsync($"/{id}/mail", "analyst")).Problem(409);
        await process.SayAsync(id, new ReportMailUncertain(1, "dropped"));
        (await process.PostAsync($"/{id}/mail", "driver")).Problem(404);

        var mail = (await process.PostAsync($"/{id}/mail", "analyst")).Fine(202).GetProperty("mail");

        Assert.Equal("""{"state":"waiting","attempt":1}""", mail.GetRawText());
        (await process.PostAsync($"/{id}/mail", "analyst")).Problem(409);
        await process.SayAsync(id, new ReportMailStarted(2, "c", Later), new ReportMailFailed(2, "no such box"));
        (await process.PostAsync($"/{id}/mail", "analyst")).Fine(202);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private Task<TriggerProcess> StartAsync() => TriggerProcess.StartAsync(time: _time);

    private async Task<Guid> AwaitingAsync(TriggerProcess process, string key = "key")
    {
        var id = await process.OrderAsync(key: key);
        await process.SayAsync(id, new ReportApprovalRequested(1, "approver", Later));
        return id;
    }
}
