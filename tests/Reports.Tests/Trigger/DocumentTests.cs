using System.Net.Http.Headers;
using System.Security.Cryptography;
using Homing.Reports.Contracts;
using Homing.Reports.Documents;
using Homing.Reports.Tests.Contracts;
using Homing.Testing;

namespace Homing.Reports.Tests.Trigger;

public sealed class DocumentTests
{
    private readonly FakeTimeProvider _time = new(Story.Start);
    private readonly byte[] _content = [.. "%PDF-1.7 "u8, .. RandomNumberGenerator.GetBytes(100_000), .. "%%EOF"u8];

    private DocumentDescription Document => new(_content.Length, Convert.ToHexStringLower(SHA256.HashData(_content)));

    [Fact]
    public async Task Document_is_given_to_who_asked()
    {
        await using var process = await StartAsync();
        var id = await HereAsync(process, "Çok sevilen 2015 / \"ゲーム\"");

        var answer = await process.GetAsync($"/{id}/document", "analyst");

        Assert.Equal(200, answer.Status);
        Assert.Equal(_content, answer.Bytes);
        Assert.Equal("application/pdf", answer.Headers["Content-Type"]);
        Assert.Equal($"\"{Document.Sha256}\"", answer.Headers["ETag"]);
        Assert.Equal("bytes", answer.Headers["Accept-Ranges"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal("no-store, private", answer.Headers["Cache-Control"]);
        Assert.Equal(
            "inline; filename=\"_ok sevilen 2015 ___.pdf\"; filename*=UTF-8''%C3%87ok%20sevilen%202015%20%E3%82%B2%E3%83%BC%E3%83%A0.pdf",
            answer.Headers["Content-Disposition"]);
    }

    [Theory]
    [InlineData("Games of 2015: \"best\" / <most liked>")]
    [InlineData("...")]
    [InlineData("a\u202Eb")]
    public async Task Document_is_called_the_same_as_in_the_mail(string title)
    {
        await using var process = await StartAsync();
        var id = await HereAsync(process, title);

        var answer = await process.GetAsync($"/{id}/document", "analyst");

        var name = ContentDispositionHeaderValue.Parse(answer.Headers["Content-Disposition"]).FileNameStar;
        Assert.Equal(DocumentNames.Of(process.Ledger.Find(id)!.Order), name);
    }

    [Fact]
    public async Task Head_tells_all_but_the_content()
    {
        await using var process = await StartAsync();
        var id = await HereAsync(process);

        var answer = await process.SendAsync(HttpMethod.Head, $"/{id}/document", "analyst");

        Assert.Equal((200, 0), (answer.Status, answer.Bytes.Length));
        Assert.Equal($"{_content.Length}", answer.Headers["Content-Length"]);
    }

    [Theory]
    [InlineData("bytes=0-99", 0, 100)]
    [InlineData("bytes=100-", 100, null)]
    [InlineData("bytes=-5", -5, null)]
    public async Task Part_of_it_is_given(string range, int from, int? length)
    {
        await using var process = await StartAsync();
        var id = await HereAsync(process);
        var start = from < 0 ? _content.Length + from : from;
        var end = length is null ? _content.Length : start + length.Value;

        var answer = await process.SendAsync(HttpMethod.Get, $"/{id}/document", "analyst", null, ("Range", range));

        Assert.Equal(206, answer.Status);
        Assert.Equal($"bytes {start}-{end - 1}/{_content.Length}", answer.Headers["Content-Range"]);
        Assert.Equal(_content[start..end], answer.Bytes);
    }

    [Fact]
    public async Task Range_of_another_document_is_the_whole_one_and_one_beyond_it_is_refused()
    {
        await using var process = await StartAsync();
        var id = await HereAsync(process);

        var other = await process.SendAsync(
            HttpMethod.Get, $"/{id}/document", "analyst", null, ("Range", "bytes=0-99"), ("If-Range", "\"other\""));
        var beyond = await process.SendAsync(HttpMethod.Get, $"/{id}/document", "analyst", null, ("Range", "bytes=200000-"));

        Assert.Equal((200, _content.Length), (other.Status, other.Bytes.Length));
        Assert.Equal((416, $"bytes */{_content.Length}"), (beyond.Status, beyond.Headers["Content-Range"]));
    }

    [Fact]
    public async Task Who_has_it_already_is_told_so()
    {
        await using var process = await StartAsync();
        var id = await HereAsync(process);

        var same = await process.SendAsync(
            HttpMethod.Get, $"/{id}/document", "analyst", null, ("If-None-Match", $"\"{Document.Sha256}\""));
        var other = await process.SendAsync(HttpMethod.Get, $"/{id}/document", "analyst", null, ("If-None-Match", "\"other\""));

        Assert.Equal((304, 0), (same.Status, same.Bytes.Length));
        Assert.Equal(200, other.Status);
    }

    [Fact]
    public async Task Document_is_nobody_elses()
    {
        await using var process = await StartAsync();
        var id = await process.OrderAsync();
        await process.SayAsync(
            id, new ReportApprovalRequested(1, "approver", Story.Start.AddDays(1)), new ReportApproved(1, "approver"),
            new ReportSubmitted(Story.Start.AddDays(1)), new ReportReady(Document));
        await StoreAsync(process, id);

        (await process.GetAsync($"/{id}/document", "approver")).Problem(403);
        (await process.GetAsync($"/{id}/document", "driver")).Problem(404);
        (await process.GetAsync($"/{id}/document", null)).Problem(401);
    }

    [Fact]
    public async Task Link_of_a_mail_opens_its_document_alone_and_until_its_time()
    {
        await using var process = await StartAsync();
        var id = await HereAsync(process);
        var other = await process.OrderAsync("ceo");
        var links = process.Get<DocumentLinks>();
        var token = links.Issue(id, _time.GetUtcNow().AddMinutes(10));

        Assert.Equal(_content, (await process.GetAsync($"/{id}/document?token={token}", null)).Bytes);
        Assert.Equal(200, (await process.GetAsync($"/{id}/document?token={token}", "driver")).Status);
        (await process.GetAsync($"/{other}/document?token={token}", null)).Problem(401);
        (await process.GetAsync($"/{id}/document?token=forged", null)).Problem(401);
        (await process.GetAsync($"/{id}/document?token=forged", "driver")).Problem(404);
        Assert.Equal(200, (await process.GetAsync($"/{id}/document?token=forged", "analyst")).Status);
        (await process.GetAsync($"/{id}?token={token}", null)).Problem(401);

        _time.Advance(TimeSpan.FromMinutes(10));
        (await process.GetAsync($"/{id}/document?token={token}", null)).Problem(401);
    }

    [Fact]
    public async Task Document_that_is_not_here_yet_is_not_found_and_one_that_was_is_gone()
    {
        await using var process = await StartAsync();
        var id = await process.OrderAsync();
        Assert.Contains("yet", (await process.GetAsync($"/{id}/document", "analyst")).Problem(404));
        await process.SayAsync(id, Story.WayTo(ReportState.Preparing));
        Assert.Contains("preparing", (await process.GetAsync($"/{id}/document", "analyst")).Problem(404));
        await process.SayAsync(id, new ReportReady(Document));
        await StoreAsync(process, id);
        Assert.Equal(200, (await process.GetAsync($"/{id}/document", "analyst")).Status);

        _time.Advance(TimeSpan.FromHours(1));
        (await process.GetAsync($"/{id}/document", "analyst")).Problem(410);
        await process.SayAsync(id, new ReportExpired(), new ReportCleaned());
        (await process.GetAsync($"/{id}/document", "analyst")).Problem(410);
    }

    [Fact]
    public async Task Report_that_failed_has_no_document()
    {
        await using var process = await StartAsync();
        var id = await process.OrderAsync();
        await process.SayAsync(id, Story.WayTo(ReportState.Failed));

        Assert.DoesNotContain("yet", (await process.GetAsync($"/{id}/document", "analyst")).Problem(404));
    }

    [Fact]
    public async Task Document_that_is_missing_in_the_storage_is_a_reason_to_come_back()
    {
        await using var process = await StartAsync();
        var id = await HereAsync(process);
        process.Get<DocumentStore>().Delete(id);

        var answer = await process.GetAsync($"/{id}/document", "analyst");

        answer.Problem(503);
        Assert.Equal("1", answer.Headers["Retry-After"]);
    }

    private Task<TriggerProcess> StartAsync() => TriggerProcess.StartAsync(time: _time);

    private async Task<Guid> HereAsync(TriggerProcess process, string title = "Games")
    {
        var answer = await process.OrderAsync("analyst", "key", new { kind = "top-games", title, parameters = new { year = 2015 } });
        var id = answer.Fine(202).GetProperty("report_id").GetGuid();
        await process.SayAsync(id, [.. Story.WayTo(ReportState.Preparing), new ReportReady(Document)]);
        await StoreAsync(process, id);
        return id;
    }

    private async Task StoreAsync(TriggerProcess process, Guid id)
    {
        var store = process.Get<DocumentStore>();
        var part = store.OpenPart(id, Document);
        await part.WriteAsync(_content, TestContext.Current.CancellationToken);
        await store.CompleteAsync(part, id, Document);
        await process.SayAsync(id, new ReportIsHere(Document, _time.GetUtcNow().AddHours(1)));
    }
}
