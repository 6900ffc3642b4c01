using System.Globalization;
using System.Text.Json;
using Homing.Testing;
using Microsoft.VisualBasic.FileIO;

namespace EndToEnd.Tests;

/// <summary>The parking finder as an outsider sees it, judged by brute force over the shipped catalogue.</summary>
public sealed class ParkingTests
{
    private const double EarthRadius = 6_371_008.8;
    private const int Seed = 20260417;

    [Fact]
    public async Task Answers_through_any_of_three_gateways_equal_brute_force()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path, gateways: 3);
        var lots = ReadCatalogue();
        var random = new Random(Seed);

        for (var gateway = 0; gateway < 3; gateway++)
        {
            await using var client = await SocketClient.ConnectAsync(server.Servers[gateway]);
            for (var number = 0; number < 30; number++)
            {
                var (lat, lng) = (40.7 + (random.NextDouble() * 0.7), 28.4 + (random.NextDouble() * 1.2));
                var (limit, radius) = (1 + random.Next(20), 500 + random.Next(20_000));
                await client.RequestAsync(
                    $"r{number}", "parking.nearby", new { lat, lng, limit, radius_m = radius });
                var response = await client.ReceiveAsync("response");
                await client.SendAsync(new { type = "ack", seq = response.GetProperty("seq").GetInt64() });

                var expected = lots
                    .Select(lot => (lot.Id, Distance: Distance(lat, lng, lot.Lat, lot.Lng)))
                    .Where(lot => lot.Distance <= radius)
                    .OrderBy(lot => lot.Distance).Take(limit).ToArray();
                var actual = response.GetProperty("body").GetProperty("lots").EnumerateArray().ToArray();
                Assert.Equal(expected.Select(lot => lot.Id), actual.Select(Id));
                Assert.All(expected.Zip(actual), pair => Assert.Equal(
                    pair.First.Distance, pair.Second.GetProperty("distance_m").GetDouble(), tolerance: 0.06));
            }
        }
    }

    [Theory]
    [InlineData("""{"lng":29.0}""", "lat")]
    [InlineData("""{"lat":41.0}""", "lng")]
    [InlineData("""{"lat":91,"lng":29.0}""", "lat")]
    [InlineData("""{"lat":41.0,"lng":-181}""", "lng")]
    [InlineData("""{"lat":"NaN","lng":29.0}""", "lat")]
    [InlineData("""{"lat":41.0,"lng":29.0,"radius_m":-1}""", "radius_m")]
    [InlineData("""{"lat":41.0,"lng":29.0,"radius_m":1e300}""", "radius_m")]
    [InlineData("""{"lat":41.0,"lng":29.0,"limit":-1}""", "limit")]
    [InlineData("""{"lat":41.0,"lng":29.0,"limit":1000000}""", "limit")]
    [InlineData("""{"lat":41.0,"lng":29.0,"park_type":"flying"}""", "park_type")]
    public async Task Wrong_question_is_answered_with_an_error_that_names_the_field(string body, string field)
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path);
        await using var client = await SocketClient.ConnectAsync(server.Server);

        await client.SendTextAsync($$"""{"type":"request","id":"r1","op":"parking.nearby","body":{{body}}}""");
        var error = (await client.ReceiveAsync("response")).GetProperty("error");

        Assert.Equal(400, error.GetProperty("status").GetInt32());
        Assert.Contains(field, error.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_that_was_posted_is_in_the_next_answers()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path, 1, "--Homing:Parking:ReplaySpeed=0");
        await using var client = await SocketClient.ConnectAsync(server.Server);
        using var http = new HttpClient { BaseAddress = server.Server };
        using var reading = new StringContent(
            """[{"parkID":3068,"lat":"41.0246","lng":"29.0915","capacity":1029,"emptyCapacity":379,"isOpen":1}]""",
            System.Text.Encoding.UTF8,
            "application/json");

        using var taken = await http.PostAsync(
            new Uri("/api/parking/readings", UriKind.Relative), reading, TestContext.Current.CancellationToken);
        Assert.Equal(202, (int)taken.StatusCode);

        // The reading takes its way through the log; ask until it has come.
        JsonElement lot;
        var number = 0;
        do
        {
            await client.RequestAsync($"r{number++}", "parking.nearby", new { lat = 41.0246, lng = 29.0915, limit = 1 });
            lot = (await client.ReceiveAsync("response")).GetProperty("body").GetProperty("lots")[0];
        }
        while (lot.GetProperty("availability").GetString() != "live" && number < 1000);

        Assert.Equal("3068", Id(lot));
        Assert.Equal(379, lot.GetProperty("free").GetInt32());
    }

    private static string Id(JsonElement lot) => lot.GetProperty("lot_id").ToString();

    // Written apart from the product's own loader, from the description of the data alone.
    private static List<(string Id, double Lat, double Lng)> ReadCatalogue()
    {
        using var parser = new TextFieldParser(Path.Combine(AppContext.BaseDirectory, "ispark_lots.csv"));
        parser.SetDelimiters(",");
        var header = parser.ReadFields()!;
        var (id, latitude, longitude) = (
            Array.IndexOf(header, "park_id"), Array.IndexOf(header, "lat"), Array.IndexOf(header, "lng"));
        var lots = new List<(string, double, double)>();
        while (parser.ReadFields() is { } row)
        {
            if (double.TryParse(row[latitude], CultureInfo.InvariantCulture, out var lat)
                && double.TryParse(row[longitude], CultureInfo.InvariantCulture, out var lng)
                && lat is >= 40.5 and <= 41.9 && lng is >= 27.5 and <= 30.0)
            {
                lots.Add((row[id], lat, lng));
            }
        }

        return lots;
    }

    private static double Distance(double lat1, double lng1, double lat2, double lng2)
    {
        var (a, b) = (lat1 * Math.PI / 180, lat2 * Math.PI / 180);
        var (dLat, dLng) = (b - a, (lng2 - lng1) * Math.PI / 180);
        var h = Math.Pow(Math.Sin(dLat / 2), 2) + (Math.Cos(a) * Math.Cos(b) * Math.Pow(Math.Sin(dLng / 2), 2));
        return 2 * EarthRadius * Math.Asin(Math.Sqrt(h));
    }
}
