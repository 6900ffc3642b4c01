using System.Net;
using System.Text.Json;
using Homing.Reports.Contracts;

namespace Homing.Reports.Tests.Trace;

public sealed class OutboxEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asked_sees_the_mail()
    {
        await using var scene = new TraceScene();
        var report = await scene.GivenDocumentAsync("Yılın \"en iyi\" oyunları: 任天堂");
        var process = await scene.StartAsync();
        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Delivered);

        using var listed = await process.GetAsync("/api/reports/outbox", TraceScene.Owner, Token);
        using var one = await process.GetAsync($"/api/reports/outbox/{report}@homing.example", TraceScene.Owner, Token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (listed.StatusCode, one.StatusCode));
        Assert.True(listed.Headers.CacheControl!.NoStore);
        var mail = JsonDocument.Parse(await one.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal(JsonDocument.Parse(await listed.Content.ReadAsStringAsync(Token)).RootElement[0].GetRawText(), mail.GetRawText());
        Assert.Equal($"{report}@homing.example", mail.GetProperty("name").GetString());
        Assert.Equal(report, mail.GetProperty("report_id").GetGuid());
        Assert.Equal("2026-01-01T00:00:00.000Z", mail.GetProperty("date").GetString());
        Assert.Equal("\"Homing reports\" <reports@homing.example>", mail.GetProperty("from").GetString());
        Assert.Equal("analyst@homing.example", mail.GetProperty("to").GetString());
        Assert.Equal("Your report is ready: Yılın \"en iyi\" oyunları: 任天堂", mail.GetProperty("subject").GetString());
        Assert.Contains($"https://homing.example/reports/{report}\n", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        var file = Assert.Single(mail.GetProperty("attachments").EnumerateArray());
        Assert.Equal(("Yılın en iyi oyunları 任天堂.pdf", "application/pdf", 20_000L),
            (file.GetProperty("name").GetString(), file.GetProperty("media_type").GetString(), file.GetProperty("length").GetInt64()));
    }

    [Fact]
    public async Task Nobody_else_does()
    {
        await using var scene = new TraceScene();
        var report = await scene.GivenDocumentAsync();
        var process = await scene.StartAsync();
        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Delivered);

        using var listed = await process.GetAsync("/api/reports/outbox", "ceo", Token);
        using var one = await process.GetAsync($"/api/reports/outbox/{report}@homing.example", "ceo", Token);
        using var nobody = await process.GetAsync("/api/reports/outbox", null, Token);

        Assert.Equal("[]", await listed.Content.ReadAsStringAsync(Token));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Unauthorized), (one.StatusCode, nobody.StatusCode));
        Assert.Equal("application/problem+json", nobody.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("00000000-0000-0000-0000-000000000000@homing.example")]
    public async Task Name_of_no_mail_is_not_found(string name)
    {
        await using var scene = new TraceScene();
        await scene.GivenDocumentAsync();
        var process = await scene.StartAsync();

        using var answer = await process.GetAsync("/api/reports/outbox/" + name, TraceScene.Owner, Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Mail_of_another_domain_is_none_of_that_report()
    {
        await using var scene = new TraceScene();
        var report = await scene.GivenDocumentAsync();
        var process = await scene.StartAsync();
        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Delivered);

        using var answer = await process.GetAsync($"/api/reports/outbox/{report}@elsewhere.example", TraceScene.Owner, Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
