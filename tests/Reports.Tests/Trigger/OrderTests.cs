using System.Text.Json;
using Homing.Log;
using Homing.Reports.Contracts;
using Homing.Testing;

namespace Homing.Reports.Tests.Trigger;

public sealed class OrderTests
{
    private const string Trace = "0123456789abcdef0123456789abcdef";
    private static readonly object TopGames = new { kind = "top-games", title = "Games", parameters = new { year = 2015, limit = 50 }, lifetime_minutes = 60 };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "")]
    [InlineData("GET", "")]
    [InlineData("GET", "/kinds")]
    [InlineData("GET", "/7e57ab1e-0000-8000-8000-000000000001")]
    [InlineData("PUT", "/7e57ab1e-0000-8000-8000-000000000001")]
    [InlineData("POST", "/7e57ab1e-0000-8000-8000-000000000001/approval")]
    [InlineData("POST", "/7e57ab1e-0000-8000-8000-000000000001/cancel")]
    [InlineData("POST", "/7e57ab1e-0000-8000-8000-000000000001/mail")]
    [InlineData("GET", "/7e57ab1e-0000-8000-8000-000000000001/document")]
    public async Task Who_is_not_signed_in_is_refused(string method, string path)
    {
        await using var process = await TriggerProcess.StartAsync();

        (await process.SendAsync(new HttpMethod(method), path, user: null, method == "GET" ? null : "{}")).Problem(401);
    }

    [Fact]
    public async Task Order_is_taken_and_stands_in_the_log()
    {
        await using var process = await TriggerProcess.StartAsync();

        var answer = await process.OrderAsync("analyst", "key-1", TopGames);

        var id = answer.Fine(202).GetProperty("report_id").GetGuid();
        Assert.Equal($$"""{"report_id":"{{id}}","state":"requested"}""", answer.Json.GetRawText());
        Assert.Equal($"/api/reports/{id}", answer.Headers["Location"]);
        Assert.Equal("no-store, private", answer.Headers["Cache-Control"]);
        Assert.Equal(8, id.Version);
        var requested = Assert.Single(await process.EventsAsync(id));
        Assert.Equal("ReportRequestedEvent", requested.GetProperty("type").GetString());
        Assert.Equal("report-trigger", requested.GetProperty("source").GetString());
        Assert.Equal(id, requested.GetProperty("subject").GetGuid());
        var data = requested.GetProperty("data");
        Assert.Equal("analyst", data.GetProperty("by").GetString());
        Assert.Equal("analyst@homing.example", data.GetProperty("email").GetString());
        Assert.Equal("analyst", Assert.Single(data.GetProperty("roles").EnumerateArray()).GetString());
        Assert.Equal(
            """{"kind":"top-games","title":"Games","parameters":{"year":2015,"limit":50},"lifetime_minutes":60}""",
            data.GetProperty("order").GetRawText());
    }

    [Fact]
    public async Task Same_key_and_order_is_the_first_answer_again_however_far_the_report_is()
    {
        await using var process = await TriggerProcess.StartAsync();
        var first = await process.OrderAsync("analyst", "key-1", TopGames);
        var id = first.Json.GetProperty("report_id").GetGuid();
        await process.SayAsync(id, new ReportApproved(1, "policy"));

        var again = await process.OrderAsync("analyst", "key-1", TopGames);

        Assert.Equal(first.Text, again.Text);
        Assert.Equal(first.Headers["Location"], again.Headers["Location"]);
        Assert.Equal(2, (await process.EventsAsync(id)).Count);
    }

    [Fact]
    public async Task Same_order_written_otherwise_is_the_same()
    {
        await using var process = await TriggerProcess.StartAsync();
        var first = await process.OrderAsync("analyst", "key-1", TopGames);

        var again = await process.OrderAsync(
            "analyst", "key-1", """{ "parameters" : {"more":1,"year":2015}, "title":" Games ", "kind":"top-games", "nobody":"knows" }""");

        Assert.Equal(first.Text, again.Text);
    }

    [Fact]
    public async Task Same_key_and_another_order_is_refused()
    {
        await using var process = await TriggerProcess.StartAsync();
        await process.OrderAsync("analyst", "key-1", TopGames);

        var detail = (await process.OrderAsync("analyst", "key-1", new { kind = "top-games", parameters = new { year = 2016 } })).Problem(422);

        Assert.StartsWith("Idempotency-Key: ", detail);
    }

    [Fact]
    public async Task Same_key_of_another_user_is_another_report()
    {
        await using var process = await TriggerProcess.StartAsync();

        Assert.NotEqual(await process.OrderAsync("analyst"), await process.OrderAsync("ceo"));
        Assert.NotEqual(await process.OrderAsync("ab", "c"), await process.OrderAsync("a", "bc"));
    }

    [Fact]
    public async Task Double_click_at_two_processes_is_one_report()
    {
        var log = new InMemoryLog();
        await using var one = await TriggerProcess.StartAsync(log);
        await using var two = await TriggerProcess.StartAsync(log);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            (i % 2 == 0 ? one : two).OrderAsync("analyst", "key-1", TopGames)));

        Assert.All(answers, answer => Assert.Equal(answers[0].Text, answer.Text));
        Assert.Equal(202, answers[0].Status);
        await one.Ledger.CatchUpAsync(Cancelled);
        Assert.Equal(1, Assert.Single(one.Ledger.All).Changes);
    }

    [Fact]
    public async Task Order_without_a_key_is_refused()
    {
        await using var process = await TriggerProcess.StartAsync();

        Assert.StartsWith("Idempotency-Key: ", (await process.OrderAsync("analyst", null, TopGames)).Problem(400));
        Assert.StartsWith("Idempotency-Key: ", (await process.OrderAsync("analyst", "", TopGames)).Problem(400));
        Assert.StartsWith("Idempotency-Key: ", (await process.OrderAsync("analyst", new string('k', 256), TopGames)).Problem(400));
        Assert.Equal(202, (await process.OrderAsync("analyst", new string('k', 255), TopGames)).Status);
    }

    [Theory]
    [InlineData("", "body: ")]
    [InlineData("order", "body: ")]
    [InlineData("[]", "body: ")]
    [InlineData("""{"parameters":{"year":2015}}""", "kind: missing; allowed is one of top-games, sales-by-genre, publisher-portfolio")]
    [InlineData("""{"kind":"best-games","parameters":{"year":2015}}""", "kind: \"best-games\" is not allowed")]
    [InlineData("""{"kind":7,"parameters":{"year":2015}}""", "kind: 7 ")]
    [InlineData("""{"kind":"top-games"}""", "parameters: missing; allowed is an object with year, limit")]
    [InlineData("""{"kind":"top-games","parameters":[2015]}""", "parameters: ")]
    [InlineData("""{"kind":"top-games","parameters":{}}""", "parameters.year: missing; allowed is a whole number from 1980 to 2016")]
    [InlineData("""{"kind":"top-games","parameters":{"year":1979}}""", "parameters.year: 1979 ")]
    [InlineData("""{"kind":"top-games","parameters":{"year":2021}}""", "parameters.year: 2021 ")]
    [InlineData("""{"kind":"top-games","parameters":{"year":2015.5}}""", "parameters.year: 2015.5 ")]
    [InlineData("""{"kind":"top-games","parameters":{"year":"2015"}}""", "parameters.year: \"2015\" ")]
    [InlineData("""{"kind":"top-games","parameters":{"year":99999999999999999999}}""", "parameters.year: 99999999999999999999 ")]
    [InlineData("""{"kind":"top-games","parameters":{"year":2015,"limit":0}}""", "parameters.limit: 0 is not allowed; allowed is a whole number from 1 to 200")]
    [InlineData("""{"kind":"top-games","parameters":{"year":2015,"limit":201}}""", "parameters.limit: 201 ")]
    [InlineData("""{"kind":"sales-by-genre","parameters":{"from":2010}}""", "parameters.to: missing")]
    [InlineData("""{"kind":"sales-by-genre","parameters":{"from":2011,"to":2010}}""", "parameters.from: 2011 is after parameters.to, 2010")]
    [InlineData("""{"kind":"publisher-portfolio","parameters":{"publisher":" "}}""", "parameters.publisher: ")]
    [InlineData("""{"kind":"publisher-portfolio","parameters":{"publisher":"a\nb"}}""", "parameters.publisher: ")]
    [InlineData("""{"kind":"publisher-portfolio","parameters":{"publisher":"\ud800"}}""", "parameters.publisher: its value is no text")]
    [InlineData("""{"kind":"top-games","parameters":{"year":2015,"yea\ud800":1}}""", "parameters: has a field whose name is no text")]
    [InlineData("""{"kin\ud800":"top-games"}""", "body: has a field whose name is no text")]
    [InlineData("""{"kind":"top-games","title":"","parameters":{"year":2015}}""", "title: \"\" is not allowed; allowed is a text of 1 to 120 characters")]
    [InlineData("""{"kind":"top-games","title":"a\u0007b","parameters":{"year":2015}}""", "title: ")]
    [InlineData("""{"kind":"top-games","title":7,"parameters":{"year":2015}}""", "title: 7 ")]
    [InlineData("""{"kind":"top-games","lifetime_minutes":9,"parameters":{"year":2015}}""", "lifetime_minutes: 9 is not allowed; allowed is a whole number from 10 to 1440")]
    [InlineData("""{"kind":"top-games","lifetime_minutes":1441,"parameters":{"year":2015}}""", "lifetime_minutes: 1441 ")]
    public async Task Wrong_order_is_refused_by_the_name_of_its_field(string body, string detail)
    {
        await using var process = await TriggerProcess.StartAsync();

        Assert.StartsWith(detail, (await process.OrderAsync("analyst", "key-1", body)).Problem(400));
        Assert.Equal(0, process.Ledger.Count);
    }

    [Fact]
    public async Task Order_that_is_too_large_is_refused()
    {
        await using var process = await TriggerProcess.StartAsync();

        (await process.OrderAsync("analyst", "key-1", $$"""{"kind":"{{new string('k', 20_000)}}"}""")).Problem(413);
        Assert.StartsWith("title: ", (await process.OrderAsync(
            "analyst", "key-1", new { kind = "top-games", title = new string('t', 121), parameters = new { year = 2015 } })).Problem(400));
        Assert.Equal(202, (await process.OrderAsync(
            "analyst", "key-1", new { kind = "top-games", title = new string('t', 120), parameters = new { year = 2015 } })).Status);
    }

    [Theory]
    [InlineData("""{"kind":"top-games","parameters":{"year":2015}}""",
        """{"kind":"top-games","title":"Most liked games of 2015","parameters":{"year":2015,"limit":50},"lifetime_minutes":60}""")]
    [InlineData("""{"kind":"sales-by-genre","parameters":{"to":2016,"from":2010},"title":null,"lifetime_minutes":1440}""",
        """{"kind":"sales-by-genre","title":"Sales by genre, 2010–2016","parameters":{"from":2010,"to":2016},"lifetime_minutes":1440}""")]
    [InlineData("""{"kind":"sales-by-genre","parameters":{"to":2010,"from":2010},"lifetime_minutes":10}""",
        """{"kind":"sales-by-genre","title":"Sales by genre, 2010","parameters":{"from":2010,"to":2010},"lifetime_minutes":10}""")]
    [InlineData("""{"kind":"publisher-portfolio","parameters":{"publisher":" コナミ & Söhne "}}""",
        """{"kind":"publisher-portfolio","title":"Portfolio of コナミ & Söhne","parameters":{"publisher":"コナミ & Söhne"},"lifetime_minutes":60}""")]
    public async Task What_is_left_out_is_filled_in(string body, string expected)
    {
        await using var process = await TriggerProcess.StartAsync();

        var id = (await process.OrderAsync("analyst", "key-1", body)).Fine(202).GetProperty("report_id").GetGuid();

        var order = (await process.EventsAsync(id))[0].GetProperty("data").GetProperty("order");
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, order), order.GetRawText());
    }

    [Fact]
    public async Task Mail_goes_where_the_one_who_signed_the_user_in_says()
    {
        await using var process = await TriggerProcess.StartAsync(settings: ("Homing:Reports:Trigger:MailDomain", "mail.example"));

        Assert.Equal("ana@elsewhere.example", await EmailOfAsync("analyst", (HeaderSignIn.EmailHeader, "ana@elsewhere.example")));
        Assert.Equal("ceo@mail.example", await EmailOfAsync("ceo"));
        Assert.Equal("ana@own.example", await EmailOfAsync("ana@own.example"));

        async Task<string?> EmailOfAsync(string user, params (string, string)[] headers)
        {
            var answer = await process.OrderAsync(user, "key-1", TopGames, headers);
            return process.Ledger.Find(answer.Json.GetProperty("report_id").GetGuid())!.Email;
        }
    }

    [Theory]
    [InlineData($"00-{Trace}-0123456789abcdef-01", true)]
    [InlineData("00-nonsense-01", false)]
    [InlineData(null, false)]
    public async Task Report_belongs_to_the_trace_of_its_request_or_begins_one(string? given, bool isTaken)
    {
        await using var process = await TriggerProcess.StartAsync();

        var answer = await process.OrderAsync("analyst", "key-1", TopGames, given is null ? [] : [("traceparent", given)]);

        Assert.False(answer.Headers.ContainsKey("traceparent"));
        var id = answer.Json.GetProperty("report_id").GetGuid();
        (await process.PostAsync($"/{id}/cancel", "analyst")).Fine();
        var traces = (await process.EventsAsync(id)).Select(one => one.GetProperty("traceparent").GetString()![3..35]).Distinct();
        var trace = Assert.Single(traces);
        Assert.Equal(isTaken, trace == Trace);
        Assert.Matches("^[0-9a-f]{32}$", trace);
        Assert.Equal(trace, (await process.GetAsync($"/{id}", "analyst")).Json.GetProperty("trace_id").GetString());
    }

    [Fact]
    public async Task Log_that_is_full_is_a_reason_to_come_back()
    {
        await using var process = await TriggerProcess.StartAsync();
        process.Log.FailAppend = _ => new LogException(LogError.Full, "The log is full.");

        var answer = await process.OrderAsync("analyst", "key-1", TopGames);

        answer.Problem(503);
        Assert.Equal("1", answer.Headers["Retry-After"]);
        process.Log.FailAppend = null;
        Assert.Equal(202, (await process.OrderAsync("analyst", "key-1", TopGames)).Status);
    }

    [Fact]
    public async Task Log_that_is_silent_is_a_reason_to_come_back()
    {
        var time = new FakeTimeProvider();
        await using var process = await TriggerProcess.StartAsync(time: time);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Log.BeforeAppend = _ =>
        {
            asked.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, time, Cancelled);
        };

        var answer = process.OrderAsync("analyst", "key-1", TopGames);
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancelled);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Contains("10 s", (await answer).Problem(503));
    }

    [Fact]
    public async Task Kinds_are_told_with_their_limits()
    {
        await using var process = await TriggerProcess.StartAsync();

        var answer = (await process.GetAsync("/kinds", "analyst")).Fine();

        Assert.Equal(ReportKinds.All, answer.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetProperty("kind").GetString()));
        Assert.Equal(
            """{"name":"limit","type":"integer","min":1,"max":200,"description":"how many games","default":50,"required":false}""",
            answer.GetProperty("kinds")[0].GetProperty("parameters")[1].GetRawText());
        Assert.Equal("""{"min":1980,"max":2016,"default":null}""", answer.GetProperty("years").GetRawText());
        Assert.Equal("""{"min":1,"max":120,"default":null}""", answer.GetProperty("title_length").GetRawText());
        Assert.Equal("""{"min":10,"max":1440,"default":60}""", answer.GetProperty("lifetime_minutes").GetRawText());
    }
}
