using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Homing.Reports.Provider.App.Jobs;
using Homing.Reports.ProviderApi;
using Homing.Testing;

namespace Homing.Reports.Tests.Provider;

/// <summary>The provider over HTTP, as our side meets it.</summary>
public sealed class ReportingProviderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-provider-");
    private readonly ScriptedBrowser _browser = new(ScriptedBrowser.WriteDocument);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Order_becomes_a_real_document_that_is_told_of_and_can_be_fetched()
    {
        await using var receiver = await CallbackReceiver.StartAsync(ProviderProcess.Secret);
        await using var provider = await ProviderProcess.StartAsync(_folder.FullName, null);
        var order = Orders.New(callback: receiver.Url);

        using var accepted = await provider.OrderAsync(order);
        var told = await receiver.EndAsync();
        var job = await provider.LookAsync(order.ReportId);
        using var response = await provider.DocumentAsync(order.ReportId);
        var document = await response.Content.ReadAsByteArrayAsync(Cancelled);

        Assert.Equal((HttpStatusCode.Accepted, $"/provider/reports/{order.ReportId}"), (accepted.StatusCode, accepted.Headers.Location!.OriginalString));
        Assert.Equal((null, ProviderWebhook.Ready), (told.Refusal, told.Webhook.Type));
        Assert.Equal(job, told.Webhook.Data);
        Assert.Equal((ProviderJobStates.Ready, 100), (job.State, job.Percent));
        Assert.Equal(job.Document!.Url, response.RequestMessage!.RequestUri);
        Assert.Equal((job.Document.Length, job.Document.Sha256), (document.Length, Convert.ToHexStringLower(SHA256.HashData(document))));
        Assert.StartsWith("%PDF-1.", Encoding.Latin1.GetString(document), StringComparison.Ordinal);
        Assert.EndsWith("%%EOF", Encoding.Latin1.GetString(document).TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(("application/pdf", $"\"{job.Document.Sha256}\""), (response.Content.Headers.ContentType!.MediaType, response.Headers.ETag!.Tag));
        Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(document))}:", Assert.Single(response.Headers.GetValues("Repr-Digest")));
    }

    [Fact]
    public async Task Document_can_be_fetched_in_parts_and_only_when_it_changed()
    {
        await using var provider = await StartAsync();
        var order = await ReadyAsync(provider);
        using var whole = await provider.DocumentAsync(order.ReportId);
        var document = await whole.Content.ReadAsByteArrayAsync(Cancelled);

        using var part = await GetAsync(provider, order.ReportId, request =>
        {
            request.Headers.Range = new RangeHeaderValue(5, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(whole.Headers.ETag!);
        });
        using var unchanged = await GetAsync(provider, order.ReportId, request => request.Headers.IfNoneMatch.Add(whole.Headers.ETag!));
        using var changed = await GetAsync(provider, order.ReportId, request =>
        {
            request.Headers.Range = new RangeHeaderValue(5, null);
            request.Headers.IfRange = new RangeConditionHeaderValue("\"another\"");
        });

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(document[5..], await part.Content.ReadAsByteArrayAsync(Cancelled));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task Progress_is_told_and_goes_forward()
    {
        await using var receiver = await CallbackReceiver.StartAsync(ProviderProcess.Secret);
        await using var provider = await StartAsync(settings: [("Duration", "00:00:03")]);

        using var accepted = await provider.OrderAsync(Orders.New(callback: receiver.Url));
        var told = new List<ReceivedCallback>();
        do
        {
            told.Add(await receiver.NextAsync(ProviderWebhook.Progress, ProviderWebhook.Ready, ProviderWebhook.Failed));
        }
        while (told[^1].Webhook.Type == ProviderWebhook.Progress);

        Assert.Equal(ProviderWebhook.Ready, told[^1].Webhook.Type);
        Assert.True(told.Count >= 2, $"{told.Count} call backs");
        Assert.All(told, callback => Assert.Null(callback.Refusal));
        Assert.Equal("Reading the sales", told[0].Webhook.Data.Message);
        Assert.Equal(told.Select(callback => callback.Webhook.Data.Percent).Order(), told.Select(callback => callback.Webhook.Data.Percent));
        Assert.Equal(told.Count, told.Select(callback => callback.Id).Distinct().Count());
    }

    [Fact]
    public async Task Call_back_that_is_refused_is_tried_again_under_the_same_id()
    {
        await using var receiver = await CallbackReceiver.StartAsync(ProviderProcess.Secret);
        Enumerable.Repeat(503, 2).ToList().ForEach(receiver.Answers.Enqueue);
        await using var provider = await StartAsync();

        using var accepted = await provider.OrderAsync(Orders.New(callback: receiver.Url));
        var first = await receiver.EndAsync();
        var second = await receiver.EndAsync();

        Assert.Equal((first.Id, first.Webhook), (second.Id, second.Webhook));
        Assert.Null(second.Refusal);
    }

    [Fact]
    public async Task Call_back_that_nobody_took_is_told_by_the_next_start_under_the_same_id()
    {
        await using var receiver = await CallbackReceiver.StartAsync(ProviderProcess.Secret);
        Enumerable.Repeat(500, 100).ToList().ForEach(receiver.Answers.Enqueue);
        string id;
        await using (var provider = await StartAsync())
        {
            using var accepted = await provider.OrderAsync(Orders.New(callback: receiver.Url));
            id = (await receiver.EndAsync()).Id;
        }

        receiver.Answers.Clear();
        receiver.Rest();
        await using var next = await StartAsync();
        Assert.Equal(id, (await receiver.EndAsync()).Id);
        await Eventually.TrueAsync(() => next.Store.All.Single().Callback is null);
    }

    [Fact]
    public async Task Call_back_belongs_to_the_trace_of_the_order()
    {
        await using var receiver = await CallbackReceiver.StartAsync(ProviderProcess.Secret);
        await using var provider = await StartAsync();
        provider.Http.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var accepted = await provider.OrderAsync(Orders.New(callback: receiver.Url));

        Assert.Contains("0af7651916cd43dd8448eb211c80319c", (await receiver.EndAsync()).TraceParent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_for_nothing_there_is_fails_with_its_reason()
    {
        await using var receiver = await CallbackReceiver.StartAsync(ProviderProcess.Secret);
        await using var provider = await StartAsync();
        var order = Orders.New("publisher-portfolio", """{"publisher":"Nintndo"}""", callback: receiver.Url);

        using var accepted = await provider.OrderAsync(order);
        var told = await receiver.EndAsync();

        Assert.Equal((ProviderWebhook.Failed, ProviderJobStates.Failed), (told.Webhook.Type, told.Webhook.Data.State));
        Assert.Contains("Near are: Nintendo", told.Webhook.Data.Message, StringComparison.Ordinal);
        Assert.Equal(told.Webhook.Data, await provider.LookAsync(order.ReportId));
    }

    [Fact]
    public async Task Rendering_that_fails_is_a_state_with_a_reason()
    {
        using var broken = new ScriptedBrowser("echo 'no font at all' >&2; exit 3");
        await using var receiver = await CallbackReceiver.StartAsync(ProviderProcess.Secret);
        await using var provider = await ProviderProcess.StartAsync(_folder.FullName, broken.Path);

        using var accepted = await provider.OrderAsync(Orders.New(callback: receiver.Url));

        Assert.Equal(
            "The browser that sets the pages failed with code 3: no font at all", (await receiver.EndAsync()).Webhook.Data.Message);
    }

    [Fact]
    public async Task Same_order_again_is_the_same_order_and_its_newest_address_counts()
    {
        await using var receiver = await CallbackReceiver.StartAsync(ProviderProcess.Secret);
        await using var provider = await StartAsync(settings: [("Duration", "01:00:00")]);
        var order = Orders.New();

        using var first = await provider.OrderAsync(order);
        using var again = await provider.OrderAsync(order with { CallbackUrl = new Uri(receiver.Url) });
        using var other = await provider.OrderAsync(order with { Title = "Another one" });

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, again.StatusCode));
        Assert.Equal(receiver.Url, Assert.Single(provider.Store.All).Order!.CallbackUrl.AbsoluteUri);
        await AssertProblemAsync(other, 422, "urn:problem-type:homing:key-taken");
    }

    [Fact]
    public async Task Order_that_is_not_valid_is_refused()
    {
        await using var provider = await StartAsync();
        var order = Orders.New();
        foreach (var (wrong, key, detail) in new (ProviderOrder, string?, string)[]
        {
            (order, Guid.NewGuid().ToString(), "Idempotency-Key: must be the report_id"),
            (order with { Title = new string('a', 121) }, null, "title: must have 1 to 120 characters"),
            (order with { RequestedBy = " " }, null, "requested_by: must have 1 to 200 characters"),
            (order with { Kind = "k" }, null, "kind: 'k'; allowed is one of top-games, sales-by-genre, publisher-portfolio"),
            (order with { CallbackUrl = new Uri("http://169.254.169.254/latest") }, null, "callback_url: allowed is an http or https address of this machine"),
            (order with { CallbackUrl = new Uri("ftp://127.0.0.1/") }, null, "callback_url: allowed is an http or https address of this machine"),
            (order with { CallbackUrl = new Uri("http://u:p@127.0.0.1/") }, null, "callback_url: allowed is an http or https address of this machine"),
            (order with { ReportId = Guid.Empty }, null, "report_id: empty"),
        })
        {
            using var response = await provider.OrderAsync(wrong, key);
            Assert.Equal(detail, await AssertProblemAsync(response, 400));
        }

        using var noKey = await PostAsync(provider, "{}", null);
        Assert.Equal("Idempotency-Key: missing; it is the report_id", await AssertProblemAsync(noKey, 400));
        using var noOrder = await PostAsync(provider, """{"report_id":"x"}""", "x");
        Assert.StartsWith("body: not an order", await AssertProblemAsync(noOrder, 400), StringComparison.Ordinal);
        foreach (var (parameters, detail) in new[]
        {
            ("""{"publisher":"\ud800"}""", "parameters.publisher: its value is no text"),
            ("""{"publisher":"Sega","publishe\ud800":"Sega"}""", "parameters: has a field whose name is no text"),
        })
        {
            using var noText = await PostAsync(
                provider,
                $$"""
                {"report_id":"{{order.ReportId}}","kind":"publisher-portfolio","title":"t","parameters":{{parameters}},
                 "requested_by":"analyst","requested_at":"2026-11-21T17:00:00Z","callback_url":"http://127.0.0.1:9/"}
                """,
                order.ReportId.ToString());
            Assert.StartsWith(detail, await AssertProblemAsync(noText, 400), StringComparison.Ordinal);
        }

        using var large = await PostAsync(provider, new string(' ', 65 * 1024), "x");
        await AssertProblemAsync(large, 413);
        Assert.Empty(provider.Store.All);
    }

    [Fact]
    public async Task Who_shows_no_key_gets_nothing()
    {
        await using var provider = await StartAsync();
        var order = await ReadyAsync(provider);
        var document = $"/provider/reports/{order.ReportId}/document";
        foreach (var key in (string?[])[null, "wrong", ProviderProcess.FileKey])
        {
            foreach (var (method, path) in new[]
            {
                (HttpMethod.Post, "/provider/reports"), (HttpMethod.Get, $"/provider/reports/{order.ReportId}"),
                (HttpMethod.Delete, $"/provider/reports/{order.ReportId}"), (HttpMethod.Get, document),
            })
            {
                await AssertRefusedAsync(method, path, key);
            }
        }

        // Clients cannot write to the storage.
        await AssertRefusedAsync(HttpMethod.Put, document, ProviderProcess.ApiKey);
        await AssertRefusedAsync(HttpMethod.Delete, document, ProviderProcess.ApiKey);
        using var there = await provider.DocumentAsync(order.ReportId);
        Assert.Equal(HttpStatusCode.OK, there.StatusCode);

        async Task AssertRefusedAsync(HttpMethod method, string path, string? key)
        {
            using var request = new HttpRequestMessage(method, new Uri(provider.Http.BaseAddress!, path));
            request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
            using var http = new HttpClient();
            using var response = await http.SendAsync(request, Cancelled);
            await AssertProblemAsync(response, 401);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        }
    }

    [Fact]
    public async Task Full_queue_says_when_to_come_back()
    {
        await using var provider = await StartAsync(settings: [("Duration", "01:00:00"), ("MaxConcurrency", "1"), ("MaxQueued", "1")]);
        using var working = await provider.OrderAsync(Orders.New());
        await Eventually.TrueAsync(() => provider.Store.All.Any(job => job.State == JobState.Working));
        using var waiting = await provider.OrderAsync(Orders.New());

        using var full = await provider.OrderAsync(Orders.New());

        await AssertProblemAsync(full, 429, "urn:problem-type:homing:too-many");
        Assert.Equal(TimeSpan.FromSeconds(60), full.Headers.RetryAfter!.Delta);
        Assert.Equal(2, provider.Store.All.Count());
    }

    [Fact]
    public async Task Deleted_report_is_gone_for_good_with_its_document()
    {
        await using var provider = await StartAsync();
        var order = await ReadyAsync(provider);

        using var deleted = await provider.DeleteAsync(order.ReportId);
        using var again = await provider.DeleteAsync(order.ReportId);
        using var look = await provider.Http.GetAsync(new Uri($"/provider/reports/{order.ReportId}", UriKind.Relative), Cancelled);
        using var document = await provider.DocumentAsync(order.ReportId);
        using var late = await provider.OrderAsync(order);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (deleted.StatusCode, again.StatusCode));
        await AssertProblemAsync(look, 410);
        await AssertProblemAsync(document, 410);
        await AssertProblemAsync(late, 410);
        Assert.Empty(Documents());
    }

    [Fact]
    public async Task Order_that_arrives_after_it_was_deleted_makes_nothing()
    {
        await using var provider = await StartAsync();
        var order = Orders.New();

        using var deleted = await provider.DeleteAsync(order.ReportId);
        using var late = await provider.OrderAsync(order);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await AssertProblemAsync(late, 410);
    }

    [Fact]
    public async Task Deleting_ends_the_work()
    {
        using var slow = new ScriptedBrowser("echo $$ > \"$here/new\"; mv \"$here/new\" \"$here/self\"; sleep 600");
        await using var provider = await ProviderProcess.StartAsync(_folder.FullName, slow.Path);
        var order = Orders.New();
        using var accepted = await provider.OrderAsync(order);
        await Eventually.TrueAsync(() => File.Exists(Path.Combine(Path.GetDirectoryName(slow.Path)!, "self")));

        using var deleted = await provider.DeleteAsync(order.ReportId);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.False(Directory.Exists($"/proc/{Assert.Single(slow.Lines("self"))}"));
        Assert.Empty(Documents());
    }

    [Fact]
    public async Task What_nobody_deletes_is_deleted_in_the_end()
    {
        var clock = new FakeTimeProvider();
        await using var provider = await StartAsync(clock, ("Kept", "01:00:00"));
        var order = await ReadyAsync(provider);

        clock.Advance(TimeSpan.FromMinutes(61));
        await Eventually.TrueAsync(() => provider.Store.All.All(job => job is { State: JobState.Deleted, IsCleaned: true }));
        Assert.Empty(Documents());
        using var look = await provider.Http.GetAsync(new Uri($"/provider/reports/{order.ReportId}", UriKind.Relative), Cancelled);
        await AssertProblemAsync(look, 410);

        // That it was deleted is forgotten too.
        clock.Advance(TimeSpan.FromMinutes(61));
        await Eventually.TrueAsync(() => !provider.Store.All.Any());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.FullName, "jobs")));
    }

    [Fact]
    public async Task Folder_is_for_one_process_at_a_time()
    {
        await using var provider = await StartAsync();

        var exception = await Assert.ThrowsAsync<HomingException>(() => StartAsync());

        Assert.Contains(_folder.FullName, exception.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _browser.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<string?> AssertProblemAsync(HttpResponseMessage response, int status, string? type = null)
    {
        Assert.Equal((status, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal(type ?? problem.RootElement.GetProperty("type").GetString(), problem.RootElement.GetProperty("type").GetString());
        return problem.RootElement.GetProperty("detail").GetString();
    }

    private static async Task<HttpResponseMessage> PostAsync(ProviderProcess provider, string body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/provider/reports") { Content = new StringContent(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await provider.Http.SendAsync(request, Cancelled);
    }

    private static async Task<HttpResponseMessage> GetAsync(ProviderProcess provider, Guid id, Action<HttpRequestMessage> configure)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/provider/reports/{id}/document");
        configure(request);
        return await provider.Http.SendAsync(request, Cancelled);
    }

    private static async Task<ProviderOrder> ReadyAsync(ProviderProcess provider)
    {
        var order = Orders.New();
        using var accepted = await provider.OrderAsync(order);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await Eventually.TrueAsync(() => provider.Store.Find(order.ReportId)?.State == JobState.Ready);
        return order;
    }

    private Task<ProviderProcess> StartAsync(TimeProvider? time = null, params (string Name, string Value)[] settings) =>
        ProviderProcess.StartAsync(_folder.FullName, _browser.Path, time, settings);

    private IEnumerable<string> Documents() => Directory.Exists(Path.Combine(_folder.FullName, "documents"))
        ? Directory.EnumerateFiles(Path.Combine(_folder.FullName, "documents"), "*.p*")
        : [];
}
