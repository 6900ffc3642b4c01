using System.Text.Json;

namespace Homing.Deliveries.Tests.Http;

/// <summary>What can be asked where nothing was ridden, and what is refused.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task Routes_have_their_ends_and_their_line()
    {
        await using var app = await BackendFixture.StartAsync();

        var (status, routes) = await app.GetAsync("/api/routes");
        var (_, line) = await app.GetAsync("/api/routes/1");

        Assert.Equal(200, status);
        Assert.Equal(3, routes.GetArrayLength());
        Assert.Equal(
            """{"_id":"1","title":"Primeiro","startPosition":{"lat":-15.82594,"lng":-47.92923},"endPosition":{"lat":-15.82942,"lng":-47.92765},"length_m":1874.2}""",
            routes[0].GetRawText());
        Assert.Equal("Feature", line.GetProperty("type").GetString());
        Assert.Equal("LineString", line.GetProperty("geometry").GetProperty("type").GetString());
        Assert.Equal("[-47.92923,-15.82594]", line.GetProperty("geometry").GetProperty("coordinates")[0].GetRawText());
        Assert.Equal(1874.2, line.GetProperty("properties").GetProperty("length_m").GetDouble());
    }

    [Fact]
    public async Task Where_nothing_was_ridden_there_is_nothing_and_it_is_said_so()
    {
        await using var app = await BackendFixture.StartAsync();

        var (_, rides) = await app.GetAsync("/api/deliveries");
        var (status, insights) = await app.GetAsync("/api/insights/deliveries");

        Assert.Equal((0, 0), (rides.GetProperty("total").GetInt32(), rides.GetProperty("rides").GetArrayLength()));
        Assert.Equal(200, status);
        Assert.Equal(0, insights.GetProperty("totals").GetProperty("positions").GetInt32());
        Assert.Equal("[]", insights.GetProperty("hours").GetRawText());
        Assert.Equal(0.0005, insights.GetProperty("heat").GetProperty("cell_deg").GetDouble());
        Assert.False(insights.TryGetProperty("known_since", out _));
        await RefusedAsync(app, "/api/deliveries/1", 404, "routeId: the route '1' was never ridden");
        await RefusedAsync(app, "/api/deliveries/1/track", 404, "routeId: the route '1' was never ridden");
        await RefusedAsync(app, "/api/deliveries/1/track?ride=0-9", 404, "ride: no ride '0-9' of route '1' is known, or no longer");
    }

    [Theory]
    [InlineData("/api/routes/none", 404, "routeId: there is no route 'none'")]
    [InlineData("/api/deliveries/none", 404, "routeId: there is no route 'none'")]
    [InlineData("/api/deliveries/none/track", 404, "routeId: there is no route 'none'")]
    [InlineData("/api/deliveries?state=over", 400, "state: 'over' is not allowed; allowed is requested, under_way, finished")]
    [InlineData("/api/deliveries?limit=0", 400, "limit: '0' is not a whole number from 1 to 10000")]
    [InlineData("/api/insights/deliveries?from=x", 400, "from: 'x' is not a time as RFC 3339, such as 2026-05-07T20:34:50Z")]
    [InlineData("/api/insights/deliveries?west=1", 400, "south: missing; a box has west, south, east and north")]
    [InlineData("/api/insights/deliveries/rides?limit=x", 400, "limit: 'x' is not a whole number from 1 to 1000")]
    public async Task Wrong_question_is_answered_with_the_problem(string path, int status, string detail)
    {
        await using var app = await BackendFixture.StartAsync();

        await RefusedAsync(app, path, status, detail);
    }

    [Theory]
    [InlineData("not JSON", 400, "body: not JSON, at line 1, byte 2")]
    [InlineData("", 400, "body: not JSON, at line 1, byte 1")]
    [InlineData("null", 400, "body: null is not an object")]
    [InlineData("[]", 400, "body: [] is not an object")]
    [InlineData("{}", 400, "routeId: missing; allowed is the id of a route")]
    [InlineData("""{"routeId":1}""", 400, "routeId: 1 is not a string")]
    [InlineData("""{"routeId":"1","clientId":""}""", 400, "clientId: 0 characters; allowed is 1 to 128")]
    [InlineData("""{"routeId":"none"}""", 404, "routeId: there is no route 'none'")]
    public async Task Wrong_start_is_answered_with_the_problem(string body, int status, string detail)
    {
        await using var app = await BackendFixture.StartAsync();

        var answer = await app.StartRideAsync(body);

        Assert.Equal((status, detail), (answer.Status, answer.Body.GetProperty("detail").GetString()));
        Assert.StartsWith("urn:problem-type:homing:", answer.Body.GetProperty("type").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_that_is_too_large_is_refused()
    {
        await using var app = await BackendFixture.StartAsync();

        var answer = await app.StartRideAsync(new string(' ', 20_000));

        Assert.Equal(413, answer.Status);
    }

    [Fact]
    public async Task Route_that_was_refused_at_load_says_where_its_file_is_wrong()
    {
        var folder = Directory.CreateTempSubdirectory("homing-routes-");
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "routes.csv"), "id,title,file\n1,Good,good.txt\n2,Bad,bad.txt\n",
                TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "good.txt"), "1,1\n1.001,1\n", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "bad.txt"), "1,1\n4-1,1\n", TestContext.Current.CancellationToken);
            await using var app = await BackendFixture.StartAsync(
                settings: ("Homing:Deliveries:Routes", Path.Combine(folder.FullName, "routes.csv")));

            var (status, body, _) = await app.StartRideAsync("""{"routeId":"2"}""");

            Assert.Equal(404, status);
            Assert.Contains("bad.txt:2: ", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RefusedAsync(BackendFixture app, string path, int status, string detail)
    {
        var answer = await app.GetAsync(path);
        Assert.Equal((status, detail), (answer.Status, Detail(answer.Body)));
    }

    private static string? Detail(JsonElement body) => body.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
}
