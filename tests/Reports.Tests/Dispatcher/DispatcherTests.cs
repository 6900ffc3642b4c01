using System.Net;
using System.Text.Json;
using Homing.Log;
using Homing.Messages;
using Homing.Reports.Contracts;
using Homing.Reports.ProviderApi;
using Homing.Reports.Tests.ProviderApi;
using Microsoft.AspNetCore.Http;

namespace Homing.Reports.Tests.Dispatcher;

/// <summary>The dispatcher's way from the request to the document, and the rows of the failure table on it.</summary>
public sealed class DispatcherTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_goes_from_the_request_to_the_document_in_our_storage()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();

        var report = await scene.DriveAsync(id);

        Assert.Equal(ReportState.Fetched, report.State);
        Assert.Equal(
            ["requested", "approved", "submitting", "preparing", "progress", "ready", "fetched"],
            report.Timeline.Select(entry => entry.Step));
        Assert.Equal(scene.Time.GetUtcNow().AddMinutes(60), report.ExpiresAt);
        Assert.Equal([id], scene.Provider.Taken);
        Assert.True(scene.Documents.Has(id, report.Document!));
        Assert.Single(scene.Files);
        Assert.Equal(
            ("ceo", "Games", "{\"year\":2015}", "http://127.0.0.1/external-reader/webhooks"),
            (scene.Provider.Orders[id].RequestedBy, scene.Provider.Orders[id].Title,
                scene.Provider.Orders[id].Parameters.GetRawText(), scene.Provider.Orders[id].CallbackUrl.ToString()));
    }

    [Fact]
    public async Task Report_of_an_analyst_waits_for_approval_and_approvers_are_told()
    {
        await using var scene = await DispatcherScene.StartAsync(("Homing:Reports:Dispatcher:Approvers", "approver, second,analyst"));
        var id = await scene.RequestAsync("analyst");

        var waiting = await scene.DriveAsync(id, ReportState.AwaitingApproval);
        Assert.Equal(("approver", scene.Time.GetUtcNow().AddHours(24)), (waiting.ApproverRole, waiting.ApprovalUntil));
        Assert.Equal(["approver", "second"], (await PushesAsync(scene)).Select(push => push.GetProperty("user_id").GetString()));
        var popup = (await PushesAsync(scene))[0].GetProperty("body");
        Assert.Equal(
            (id, "awaiting_approval", "analyst"),
            (popup.GetProperty("report_id").GetGuid(), popup.GetProperty("state").GetString(), popup.GetProperty("requested_by").GetString()));

        Assert.Equal(Verdict.Applied, await scene.SayAsync(id, new ReportApproved(1, "approver")));
        Assert.Equal(ReportState.Fetched, (await scene.DriveAsync(id)).State);
    }

    [Fact]
    public async Task Approval_that_comes_after_the_time_out_is_too_late()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync("analyst");

        // The driver waits as long as the dispatcher does: until the time is up.
        var rejected = await scene.DriveAsync(id);

        Assert.Equal((ReportState.Rejected, "Nobody approved it in time."), (rejected.State, rejected.Reason));
        Assert.Equal(rejected.RequestedAt.AddHours(24), rejected.ChangedAt);
        Assert.Equal(Verdict.TooLate, await scene.SayAsync(id, new ReportApproved(1, "approver")));
        Assert.Empty(scene.Provider.Calls);
    }

    [Fact]
    public async Task Time_out_that_comes_after_the_approval_is_too_late()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync("analyst");
        var waiting = await scene.DriveAsync(id, ReportState.AwaitingApproval);

        await scene.SayAsync(id, new ReportApproved(1, "approver"));
        scene.Time.Advance(TimeSpan.FromHours(24));
        await scene.Duty.StepAsync(waiting, Token);

        Assert.Equal(ReportState.Approved, scene.Ledger.Find(id)!.State);
    }

    [Fact]
    public async Task Order_edited_after_approval_is_decided_anew()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync("analyst");
        var waiting = await scene.DriveAsync(id, ReportState.AwaitingApproval);
        await scene.SayAsync(id, new ReportApproved(1, "approver"));

        Assert.Equal(Verdict.Applied, await scene.SayAsync(id, new ReportEdited("analyst", waiting.Order with { Title = "Other" }, 1)));
        var again = await scene.DriveAsync(id, report => report is { State: ReportState.AwaitingApproval, OrderVersion: 2 });
        await scene.SayAsync(id, new ReportApproved(2, "approver"));
        await scene.DriveAsync(id);

        Assert.Equal("Other", scene.Provider.Orders[id].Title);
        Assert.Equal(2, (await PushesAsync(scene)).Count);
        Assert.True(again.ApprovalUntil > scene.Time.GetUtcNow());
    }

    [Fact]
    public async Task Order_that_is_being_handed_over_cannot_be_edited()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        var verdict = Verdict.Unknown;
        scene.Provider.OnSubmit = async (context, honest) =>
        {
            verdict = await scene.SayAsync(id, new ReportEdited("ceo", scene.Ledger.Find(id)!.Order with { Title = "Other" }, 1));
            await honest(context);
        };

        await scene.DriveAsync(id);

        Assert.Equal(Verdict.TooLate, verdict);
        Assert.Equal("Games", scene.Provider.Orders[id].Title);
    }

    [Fact]
    public async Task Time_out_after_the_order_was_taken_makes_no_second_job()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Provider.OnSubmit = (context, honest) => scene.Provider.DoUnheardAsync(context, honest, taken.SetResult);

        await scene.DriveAsync(id, ReportState.Approved);
        var submitting = scene.StepAsync(id).AsTask();
        await taken.Task.WaitAsync(Token);
        scene.Time.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<ProviderException>(() => submitting);
        var report = await scene.DriveAsync(id);

        Assert.Equal(ReportState.Fetched, report.State);
        Assert.Single(scene.Provider.Calls, call => call.StartsWith("POST", StringComparison.Ordinal));
        Assert.Equal([id], scene.Provider.Taken);
    }

    [Fact]
    public async Task Time_out_before_the_order_was_taken_hands_it_over_again()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        scene.Provider.OnSubmit = (context, _) =>
        {
            scene.Provider.OnSubmit = null;
            context.Abort();
            return Task.CompletedTask;
        };

        var report = await scene.DriveAsync(id);

        Assert.Equal(ReportState.Fetched, report.State);
        Assert.Equal(
            ["POST /provider/reports", $"GET /provider/reports/{id}", "POST /provider/reports"], scene.Provider.Calls.Take(3));
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task Retry_after_of_the_provider_is_kept(HttpStatusCode status)
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        DateTimeOffset refused = default;
        scene.Provider.OnSubmit = (context, _) =>
        {
            (refused, scene.Provider.OnSubmit) = (scene.Time.GetUtcNow(), null);
            context.Response.Headers.RetryAfter = "120";
            context.Response.StatusCode = (int)status;
            return Task.CompletedTask;
        };

        var report = await scene.DriveAsync(id);

        Assert.Equal(ReportState.Fetched, report.State);
        var taken = report.Timeline.Single(entry => entry.Step == "preparing").At;
        Assert.InRange(taken - refused, TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(180));
    }

    [Fact]
    public async Task Order_that_is_refused_fails_with_the_providers_reason()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        scene.Provider.OnSubmit = (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return context.Response.WriteAsync("""{"detail":"There is no such year."}""", Token);
        };

        var report = await scene.DriveAsync(id);

        Assert.Equal((ReportState.Failed, "The provider refused: There is no such year."), (report.State, report.Reason));
    }

    [Fact]
    public async Task Provider_that_stays_down_is_given_up_at_the_deadline()
    {
        await using var scene = await DispatcherScene.StartAsync(("Homing:Reports:Dispatcher:ProviderTimeout", "00:10:00"));
        var id = await scene.RequestAsync();
        scene.Provider.OnSubmit = (context, _) => StatusAsync(context, HttpStatusCode.InternalServerError);
        scene.Provider.OnFind = (context, _) =>
        {
            context.Response.Headers.RetryAfter = "30";
            return StatusAsync(context, HttpStatusCode.ServiceUnavailable);
        };

        var report = await scene.DriveAsync(id, ReportState.Failed);

        Assert.Equal("The provider could not be reached in time.", report.Reason);
        Assert.Equal(TimeSpan.FromMinutes(10), report.ChangedAt - report.RequestedAt);
    }

    [Fact]
    public async Task Silent_provider_is_asked_less_and_less_and_given_up_at_the_deadline()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        var asked = new List<DateTimeOffset>();
        scene.Provider.OnFind = (context, honest) =>
        {
            asked.Add(scene.Time.GetUtcNow());
            return honest(context);
        };
        scene.Provider.Answer = (_, report, _) => new ProviderJob(report, ProviderJobStates.Queued, 0, "waits");

        var report = await scene.DriveAsync(id);

        Assert.Equal((ReportState.Failed, "The provider did not finish in time."), (report.State, report.Reason));
        Assert.Equal(TimeSpan.FromHours(1), report.ChangedAt - report.RequestedAt);
        Assert.Empty(scene.Provider.Orders);
        var pauses = asked.Zip(asked.Skip(1), (one, next) => next - one).ToList();
        Assert.Equal(TimeSpan.FromSeconds(5), pauses[0]);
        Assert.Equal(TimeSpan.FromMinutes(1), pauses[^1]);
        Assert.Equal(pauses.Order(), pauses);
    }

    [Fact]
    public async Task Provider_that_calls_back_is_not_asked()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        await scene.DriveAsync(id, ReportState.Preparing);

        for (var percent = 10; percent < 60; percent += 10)
        {
            scene.Time.Advance(TimeSpan.FromSeconds(2));
            await scene.SayAsync(id, new ReportProgressed(percent, "works"));
            Assert.Equal(scene.Time.GetUtcNow().AddSeconds(5), (await scene.StepAsync(id)).At);
        }

        Assert.DoesNotContain(scene.Provider.Calls, call => call.StartsWith("GET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_back_that_is_faster_than_our_own_note_is_taken()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        scene.Provider.OnSubmit = async (context, honest) =>
        {
            var promise = scene.Provider.Promise;
            Assert.Equal(Verdict.Applied, await scene.SayAsync(
                id, new ReportReady(new DocumentDescription(promise.Length, promise.Sha256), "w")));
            await honest(context);
        };
        scene.Provider.Answer = (provider, report, _) => new ProviderJob(report, ProviderJobStates.Ready, 100, "", provider.Promise);

        Assert.Equal(ReportState.Fetched, (await scene.DriveAsync(id)).State);
    }

    [Fact]
    public async Task Of_call_back_and_question_that_differ_the_first_counts()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        await scene.DriveAsync(id, ReportState.Preparing);
        var promise = scene.Provider.Promise;
        await scene.SayAsync(id, new ReportReady(new DocumentDescription(promise.Length, promise.Sha256), "w"));
        scene.Provider.Answer = (provider, report, _) => new ProviderJob(
            report, ProviderJobStates.Ready, 100, "", promise with { Sha256 = new string('0', 64), Length = 7 });

        var report = await scene.DriveAsync(id);

        Assert.Equal((ReportState.Fetched, promise.Sha256), (report.State, report.Document!.Sha256));
    }

    [Fact]
    public async Task Job_that_fails_fails_the_report_with_its_reason()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        scene.Provider.Answer = (_, report, _) => new ProviderJob(report, ProviderJobStates.Failed, 10, "No such publisher.");

        var report = await scene.DriveAsync(id);

        Assert.Equal((ReportState.Failed, "No such publisher."), (report.State, report.Reason));
        Assert.Empty(scene.Provider.Orders);
    }

    [Fact]
    public async Task Provider_that_forgot_the_order_gets_it_again()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        await scene.DriveAsync(id, ReportState.Preparing);
        scene.Provider.Orders.Clear();

        Assert.Equal(ReportState.Fetched, (await scene.DriveAsync(id)).State);
        Assert.Equal([id, id], scene.Provider.Taken);
    }

    [Fact]
    public async Task Cancelled_report_is_withdrawn_and_leaves_no_file()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        await scene.DriveAsync(id, ReportState.Preparing);

        await scene.SayAsync(id, new ReportCancelled("ceo"));
        var report = await scene.DriveAsync(id);

        Assert.Equal(ReportState.Cancelled, report.State);
        Assert.Empty(scene.Provider.Orders);
        Assert.Empty(scene.Files);
    }

    [Fact]
    public async Task Report_cancelled_in_the_middle_of_the_download_leaves_no_file()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Provider.OnDocument = async (context, _) =>
        {
            context.Response.ContentType = "application/pdf";
            context.Response.ContentLength = scene.Provider.Document.Length;
            await context.Response.Body.WriteAsync(scene.Provider.Document.AsMemory(0, 90_000), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            half.SetResult();
            await scene.Provider.Forever(context);
        };
        await scene.DriveAsync(id, ReportState.Ready);
        var next = await scene.StepAsync(id);
        Assert.NotNull(next.Work);
        await half.Task.WaitAsync(Token);

        await scene.SayAsync(id, new ReportCancelled("ceo"));
        var report = await scene.DriveAsync(id);

        Assert.Equal(ReportState.Cancelled, report.State);
        Assert.True(next.Work.IsCanceled);
        Assert.Empty(scene.Files);
        Assert.Empty(scene.Provider.Orders);
    }

    [Fact]
    public async Task Report_cancelled_while_the_order_is_handed_over_is_withdrawn()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        scene.Provider.OnSubmit = async (context, honest) =>
        {
            Assert.Equal(Verdict.Applied, await scene.SayAsync(id, new ReportCancelled("ceo")));
            await honest(context);
        };

        var report = await scene.DriveAsync(id);

        Assert.Equal(ReportState.Cancelled, report.State);
        Assert.Equal([id], scene.Provider.Taken);
        Assert.Empty(scene.Provider.Orders);
    }

    [Fact]
    public async Task Document_with_the_wrong_hash_is_fetched_five_times_and_no_more()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        var fetches = 0;
        scene.Provider.OnDocument = (context, _) =>
        {
            fetches++;
            context.Response.ContentType = "application/pdf";
            return context.Response.Body.WriteAsync(HostileProvider.NewPdf(scene.Provider.Document.Length), Token).AsTask();
        };
        scene.Provider.Document[1000] ^= 1;

        var report = await scene.DriveAsync(id);

        Assert.Equal((ReportState.Failed, 5), (report.State, fetches));
        Assert.EndsWith("It was tried 5 times.", report.Reason, StringComparison.Ordinal);
        Assert.Empty(scene.Files);
        Assert.Empty(scene.Provider.Orders);
    }

    [Fact]
    public async Task Document_that_is_right_in_the_end_is_taken()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        var lies = 4;
        scene.Provider.OnDocument = (context, honest) => lies-- > 0
            ? context.Response.WriteAsync("<html>", Token)
            : honest(context);

        var report = await scene.DriveAsync(id);

        Assert.Equal(ReportState.Fetched, report.State);
        Assert.Single(scene.Files);
    }

    [Fact]
    public async Task Document_that_cannot_be_fetched_in_time_fails_the_report()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        scene.Provider.OnDocument = (context, _) =>
        {
            context.Response.Headers.RetryAfter = "300";
            return StatusAsync(context, HttpStatusCode.ServiceUnavailable);
        };
        var ready = await scene.DriveAsync(id, ReportState.Ready);

        var report = await scene.DriveAsync(id);

        Assert.Equal(
            (ReportState.Failed, "The document could not be fetched in time: The provider answered 503."), (report.State, report.Reason));
        Assert.Equal(TimeSpan.FromHours(1), report.ChangedAt - ready.ChangedAt);
    }

    [Fact]
    public async Task Download_that_takes_too_long_is_given_up_at_the_deadline()
    {
        await using var scene = await DispatcherScene.StartAsync(
            ("Homing:Reports:Dispatcher:FetchTimeout", "00:05:00"), ("Homing:Reports:Provider:RateWindow", "00:10:00"));
        var id = await scene.RequestAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Provider.OnDocument = async (context, _) =>
        {
            context.Response.ContentType = "application/pdf";
            await context.Response.Body.WriteAsync(scene.Provider.Document.AsMemory(0, 1000), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            begun.SetResult();
            await scene.Provider.Forever(context);
        };
        await scene.DriveAsync(id, ReportState.Ready);
        var next = await scene.StepAsync(id);
        await begun.Task.WaitAsync(Token);
        while (new FileInfo(scene.Files.Single()).Length < 1000)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }

        scene.Time.Advance(next.At!.Value - scene.Time.GetUtcNow());
        var report = await scene.DriveAsync(id);

        Assert.Equal((ReportState.Failed, "The document could not be fetched in time."), (report.State, report.Reason));
        Assert.True(next.Work!.IsCanceled);
        Assert.Empty(scene.Files);
    }

    [Fact]
    public async Task Document_larger_than_allowed_is_not_fetched()
    {
        await using var scene = await DispatcherScene.StartAsync(("Homing:Reports:Provider:MaxDocumentBytes", "100000"));
        var id = await scene.RequestAsync();

        var report = await scene.DriveAsync(id);

        Assert.Equal(
            (ReportState.Failed, "The document has 200000 bytes; at most 100000 are fetched."), (report.State, report.Reason));
        Assert.DoesNotContain(scene.Provider.Calls, call => call.EndsWith("document", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Document_elsewhere_fails_the_report()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        scene.Provider.Answer = (provider, report, _) => new ProviderJob(
            report, ProviderJobStates.Ready, 100, "", provider.Promise with { Url = new Uri("http://169.254.169.254/latest/meta-data") });

        var report = await scene.DriveAsync(id);

        Assert.Equal(
            (ReportState.Failed, "'http://169.254.169.254/latest/meta-data' is not an address of the provider."),
            (report.State, report.Reason));
    }

    [Fact]
    public async Task Slow_downloads_keep_no_other_report_from_its_turn()
    {
        await using var scene = await DispatcherScene.StartAsync(
            ("Homing:Reports:Dispatcher:FetchConcurrency", "2"),
            ("Homing:Reports:Provider:Timeout", "00:05:00"));
        var opened = 0;
        scene.Provider.OnDocument = (context, _) =>
        {
            Interlocked.Increment(ref opened);
            return scene.Provider.Forever(context);
        };
        var slow = new List<Task>();
        for (var report = 0; report < 5; report++)
        {
            var id = await scene.RequestAsync();
            await scene.DriveAsync(id, ReportState.Ready);
            slow.Add((await scene.StepAsync(id)).Work!);
        }

        var other = await scene.DriveAsync(await scene.RequestAsync("analyst"), ReportState.AwaitingApproval);

        Assert.Equal(ReportState.AwaitingApproval, other.State);
        Assert.All(slow, work => Assert.False(work.IsCompleted));
        Assert.InRange(Volatile.Read(ref opened), 0, 2);
    }

    [Fact]
    public async Task Withdrawal_that_is_refused_is_not_tried_for_ever()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        await scene.DriveAsync(id, ReportState.Preparing);
        scene.Provider.OnDelete = (context, _) => StatusAsync(context, HttpStatusCode.Forbidden);
        await scene.SayAsync(id, new ReportCancelled("ceo"));

        Assert.True((await scene.StepAsync(id)).IsDone);
    }

    [Fact]
    public async Task Document_that_came_after_the_clean_up_is_deleted()
    {
        await using var scene = await DispatcherScene.StartAsync();
        var id = await scene.RequestAsync();
        await scene.DriveAsync(id, ReportState.Ready);
        await scene.SayAsync(id, new ReportCancelled("ceo"));
        Assert.Equal(Verdict.Applied, await scene.SayAsync(id, new ReportCleaned()));
        var promise = new DocumentDescription(3, new string('a', 64));
        await scene.Documents.CompleteAsync(scene.Documents.OpenPart(id, promise), id, promise);
        Assert.Single(scene.Files);

        Assert.True((await scene.StepAsync(id)).IsDone);

        Assert.Empty(scene.Files);
        Assert.DoesNotContain(scene.Provider.Calls, call => call.StartsWith("DELETE", StringComparison.Ordinal));
    }

    private static Task StatusAsync(HttpContext context, HttpStatusCode status)
    {
        context.Response.StatusCode = (int)status;
        return Task.CompletedTask;
    }

    private static async Task<List<JsonElement>> PushesAsync(DispatcherScene scene)
    {
        var pushes = new List<JsonElement>();
        var end = (await scene.Log.DescribeTopicAsync(Topics.UserPush, Token))!.Partitions.Sum(range => range.End - range.Start);
        await using var reader = scene.Log.OpenReader(Topics.UserPush, StartAt.Beginning);
        while (pushes.Count < end)
        {
            foreach (var record in (await reader.ReadAsync(Token)).Records.ToArray())
            {
                pushes.Add(JsonDocument.Parse(record.Value!.Value).RootElement);
            }
        }

        return [.. pushes.OrderBy(push => push.GetProperty("push_id").GetString(), StringComparer.Ordinal)];
    }
}
