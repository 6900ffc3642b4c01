using System.Net;
using System.Text.Json;
using Homing.Reports.Provider.App.Jobs;
using Homing.Reports.ProviderApi;

namespace Homing.Reports.Tests.Provider;

/// <summary>
/// A crash at every place: all that a killed process leaves behind is the file of each order as its last durable write left
/// it, perhaps a part of the next one, and perhaps a document. From each of these the next start goes on.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-crash-");
    private readonly ScriptedBrowser _browser = new(ScriptedBrowser.WriteDocument);

    public static TheoryData<string, int, bool> OpenOrders
    {
        get
        {
            var data = new TheoryData<string, int, bool> { { "queued", 0, false } };
            for (var step = 0; step < WorkPlan.Steps.Count; step++)
            {
                data.Add("working", step, false);
            }

            // The document was stored, and that it was is not written yet.
            data.Add("working", WorkPlan.Steps.Count - 1, true);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(OpenOrders))]
    public async Task Open_order_is_gone_on_with_and_ends_once(string state, int stepsDone, bool isStored)
    {
        await using var receiver = await CallbackReceiver.StartAsync(ProviderProcess.Secret);
        var order = Orders.New(callback: receiver.Url);
        Leave(new Job
        {
            Id = order.ReportId,
            Order = order,
            State = Enum.Parse<JobState>(state, ignoreCase: true),
            StepsDone = stepsDone,
            Percent = WorkPlan.BeginOf(stepsDone),
            AcceptedAt = Now,
        });
        LeavePartOfTheNextWrite(order.ReportId);
        if (isStored)
        {
            LeaveDocument(order.ReportId);
        }

        await using var provider = await ProviderProcess.StartAsync(_folder.FullName, _browser.Path);
        var told = await receiver.EndAsync();
        using var document = await provider.DocumentAsync(order.ReportId);

        Assert.Equal((null, ProviderWebhook.Ready), (told.Refusal, told.Webhook.Type));
        Assert.Equal(HttpStatusCode.OK, document.StatusCode);
        Assert.Equal($"\"{told.Webhook.Data.Document!.Sha256}\"", document.Headers.ETag!.Tag);
        await Eventually.TrueAsync(() => provider.Store.Find(order.ReportId)!.Callback is null);
        Assert.DoesNotContain(receiver.Rest(), callback => callback.Webhook.Type == ProviderWebhook.Ready);
        AssertFiles("documents", 1);
        AssertFiles("jobs", 1);
    }

    [Theory]
    [InlineData(JobState.Ready, ProviderWebhook.Ready)]
    [InlineData(JobState.Failed, ProviderWebhook.Failed)]
    internal async Task Call_back_that_was_not_taken_is_sent_with_its_own_id(JobState state, string type)
    {
        await using var receiver = await CallbackReceiver.StartAsync(ProviderProcess.Secret);
        var order = Orders.New(callback: receiver.Url);
        Leave(new Job
        {
            Id = order.ReportId,
            Order = order,
            State = state,
            AcceptedAt = Now,
            ChangedAt = Now,
            Message = "as it was",
            Callback = new PendingCallback("msg_1", type, Now),
        });

        await using var provider = await ProviderProcess.StartAsync(_folder.FullName, _browser.Path);
        var told = await receiver.EndAsync();

        Assert.Equal(("msg_1", type, "as it was", Now), (told.Id, told.Webhook.Type, told.Webhook.Data.Message, told.Webhook.Timestamp));
        await Eventually.TrueAsync(() => provider.Store.Find(order.ReportId)!.Callback is null);
    }

    [Fact]
    public async Task Order_whose_deleting_was_cut_off_is_deleted_by_asking_again()
    {
        var id = Guid.NewGuid();
        Leave(new Job { Id = id, State = JobState.Deleted, AcceptedAt = Now, ChangedAt = Now });
        LeaveDocument(id);

        await using var provider = await ProviderProcess.StartAsync(_folder.FullName, _browser.Path);
        using var deleted = await provider.DeleteAsync(id);
        using var document = await provider.DocumentAsync(id);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Gone), (deleted.StatusCode, document.StatusCode));
    }

    [Fact]
    public async Task Order_whose_deleting_was_cut_off_is_deleted_by_the_sweep()
    {
        var id = Guid.NewGuid();
        Leave(new Job { Id = id, State = JobState.Deleted, AcceptedAt = Now, ChangedAt = Now });
        LeaveDocument(id);
        var clock = new Homing.Testing.FakeTimeProvider(Now);

        await using var provider = await ProviderProcess.StartAsync(_folder.FullName, _browser.Path, clock);
        await Eventually.TrueAsync(() => clock.ActiveTimers > 1);
        clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => provider.Store.Find(id)!.IsCleaned);
        using var document = await provider.DocumentAsync(id);

        Assert.Equal(HttpStatusCode.Gone, document.StatusCode);
    }

    [Fact]
    public async Task Damaged_file_stops_the_start_and_is_named()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "jobs"));
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "jobs", $"{Guid.NewGuid():N}.json"), "{", TestContext.Current.CancellationToken);

        var exception = await Assert.ThrowsAsync<HomingException>(() => ProviderProcess.StartAsync(_folder.FullName, _browser.Path));
        Assert.Contains(_folder.FullName, exception.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _browser.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Leave(Job job)
    {
        var path = Path.Combine(_folder.FullName, "jobs", $"{job.Id:N}.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(job, JobJson.Default.Job));
    }

    private void LeavePartOfTheNextWrite(Guid id) =>
        File.WriteAllText(Path.Combine(_folder.FullName, "jobs", $"{id:N}.json.tmp"), "{\"id\":");

    private void LeaveDocument(Guid id)
    {
        var path = Path.Combine(_folder.FullName, "documents", $"{id:N}.{new string('a', 64)}.pdf");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "%PDF-1.7 of before %%EOF");
    }

    private void AssertFiles(string folder, int count) =>
        Assert.Equal(count, Directory.EnumerateFiles(Path.Combine(_folder.FullName, folder)).Count());
}
