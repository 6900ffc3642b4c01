using System.Text.Encodings.Web;
using System.Text.Json;
using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Parking.Nearby;
using Homing.Parking.Tests.Search;

namespace Homing.Parking.Tests.Nearby;

public sealed class NearbyHandlerTests
{
    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly AvailabilityBoard _board;
    private readonly NearbyHandler _handler;

    public NearbyHandlerTests()
    {
        (_board, var time) = RealData.NewBoard();
        _handler = new NearbyHandler(_board, RealData.Live(), time);
    }

    private NearbyAnswer Ask(string json) =>
        _handler.Answer(JsonSerializer.Deserialize(json, ParkingJson.Default.NearbyQuery)!);

    private void Report(string id, int free, TimeSpan age = default) =>
        _board.Apply(RealData.NumberOf(id), new Reading(free, null, true, RealData.Noon - age));

    [Fact]
    public void Answer_is_what_brute_force_over_the_shipped_catalogue_finds()
    {
        var random = new Random(20260507);
        for (var query = 0; query < 200; query++)
        {
            var (latitude, longitude) = query % 10 == 0
                ? ((random.NextDouble() * 180) - 90, (random.NextDouble() * 360) - 180)
                : (40.9 + (0.3 * random.NextDouble()), 28.8 + (0.4 * random.NextDouble()));
            var radius = random.Next(2) == 0 ? 1_000_000 : 5000 * random.NextDouble();
            var answer = _handler.Answer(new NearbyQuery { Lat = latitude, Lng = longitude, RadiusM = radius, Limit = 20 });

            var expected = RealData.Catalogue.Lots
                .Select(lot => (lot.Id, Meters: GreatCircleTests.Haversine(latitude, longitude, lot.Latitude, lot.Longitude)))
                .Where(lot => lot.Meters <= radius)
                .OrderBy(lot => lot.Meters)
                .Take(20)
                .ToArray();
            Assert.Equal(expected.Select(lot => lot.Id), answer.Lots.Select(lot => lot.LotId));
            Assert.All(expected.Zip(answer.Lots), pair => Assert.Equal(pair.First.Meters, pair.Second.DistanceM, 0.051));
        }
    }

    [Fact]
    public void Json_of_an_answer_is_the_contracts()
    {
        Report("1988", 4258);
        var lot = RealData.Catalogue.Lots[RealData.NumberOf("1988")];

        var answer = Ask(FormattableString.Invariant(
            $$"""{"lat":{{lot.Latitude}},"lng":{{lot.Longitude}},"limit":1,"stay_minutes":120}"""));
        var json = JsonSerializer.Serialize(answer, ParkingJson.Default.NearbyAnswer);

        Assert.Equal(
            """{"as_of":"2026-05-07T09:00:00.000Z","lots":[{"lot_id":"1988","name":"Orhangazi Şehir Parkı PD Açık Otoparkı","lat":40.9313,"lng":29.1161,"distance_m":0,"park_type":"AÇIK OTOPARK","capacity":5022,"free":4258,"availability":"live","observed_at":"2026-05-07T09:00:00.000Z","open":true,"work_hours":"24 Saat","stay_price":9.00,"currency":"TRY","price_year":2020,"directions_url":"https://www.google.com/maps/dir/?api=1&destination=40.9313,29.1161&travelmode=driving"}]}""",
            Unescape(json));
    }

    [Fact]
    public void Free_of_an_unknown_lot_is_null_and_there()
    {
        var json = JsonSerializer.Serialize(Ask("""{"lat":41,"lng":29,"limit":1}"""), ParkingJson.Default.NearbyAnswer);

        Assert.Contains("\"free\":null,\"availability\":\"unknown\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Min_free_leaves_out_unknown_lots_and_those_with_less()
    {
        Report("1988", 50);
        Report("2175", 30, age: TimeSpan.FromDays(1));
        Report("3068", 5);
        Report("2", 1);

        Assert.Equal(["1988", "2175"], Ids("""{"lat":41,"lng":29,"min_free":30}"""));
        Assert.Equal(4, Ids("""{"lat":41,"lng":29,"min_free":1}""").Length + 1);
        Assert.Equal(10, Ids("""{"lat":41,"lng":29,"min_free":0}""").Length);
    }

    [Theory]
    [InlineData("YOL ÜSTÜ", ParkType.OnStreet)]
    [InlineData("covered", ParkType.Covered)]
    [InlineData("taksi park", ParkType.Taxi)]
    public void Park_type_leaves_only_its_lots(string name, ParkType type)
    {
        var answer = Ask($$"""{"lat":41,"lng":29,"limit":100,"park_type":"{{name}}"}""");

        Assert.NotEmpty(answer.Lots);
        Assert.All(answer.Lots, lot => Assert.Equal(ParkTypes.NameOf(type), lot.ParkType));
    }

    [Fact]
    public void Open_now_leaves_out_what_is_closed()
    {
        var (board, time) = RealData.NewBoard(new DateTimeOffset(2026, 5, 7, 0, 0, 0, TimeSpan.Zero));
        var atNight = new NearbyHandler(board, RealData.Live(), time);

        var all = atNight.Answer(new NearbyQuery { Lat = 41.04, Lng = 28.98, Limit = 100 });
        var open = atNight.Answer(new NearbyQuery { Lat = 41.04, Lng = 28.98, Limit = 100, OpenNow = true });

        Assert.Contains(all.Lots, lot => lot.Open == false);
        Assert.Equal(100, open.Lots.Count);
        Assert.All(open.Lots, lot => Assert.True(lot.Open));
    }

    [Fact]
    public void Arrival_and_stay_leave_only_what_is_open_the_whole_time()
    {
        var evening = new DateTimeOffset(2026, 5, 8, 17, 30, 0, TimeSpan.FromHours(3));

        var lots = _handler.Answer(new NearbyQuery
        {
            Lat = 41.04,
            Lng = 28.98,
            Limit = 100,
            ArriveAt = evening,
            StayMinutes = 90,
        }).Lots;

        Assert.All(lots, lot => Assert.True(RealData.Catalogue.Lots[RealData.NumberOf(lot.LotId)]
            .Hours!.IsOpenFor(evening, TimeSpan.FromMinutes(90))));
        Assert.Contains(lots, lot => lot.WorkHours == "08:00-19:00");
        Assert.DoesNotContain(lots, lot => lot.WorkHours == "08:00-18:30");
    }

    [Theory]
    [InlineData("""{}""", "lat: missing")]
    [InlineData("""{"lat":41}""", "lng: missing")]
    [InlineData("""{"lat":null,"lng":29}""", "lat: missing")]
    [InlineData("""{"lat":"41","lng":29}""", "lat: \"41\" is not a number")]
    [InlineData("""{"lat":1e999,"lng":29}""", "lat: 1e999 is not a number")]
    [InlineData("""{"lat":90.5,"lng":29}""", "lat: 90.5 is out of range; allowed is -90 to 90")]
    [InlineData("""{"lat":129,"lng":41}""", "the wrong way round")]
    [InlineData("""{"lat":41,"lng":-180.1}""", "lng: -180.1 is out of range; allowed is -180 to 180")]
    [InlineData("""{"lat":41,"lng":29,"radius_m":0}""", "radius_m: 0 is out of range")]
    [InlineData("""{"lat":41,"lng":29,"radius_m":-1}""", "radius_m: -1 is out of range")]
    [InlineData("""{"lat":41,"lng":29,"radius_m":1000001}""", "up to 1000000 metres")]
    [InlineData("""{"lat":41,"lng":29,"limit":0}""", "limit: 0 is out of range; allowed is 1 to 100")]
    [InlineData("""{"lat":41,"lng":29,"limit":101}""", "limit: 101")]
    [InlineData("""{"lat":41,"lng":29,"limit":2.5}""", "limit: 2.5 is not a whole number")]
    [InlineData("""{"lat":41,"lng":29,"min_free":-1}""", "min_free: -1 is out of range")]
    [InlineData("""{"lat":41,"lng":29,"open_now":"yes"}""", "open_now: \"yes\" is not true or false")]
    [InlineData("""{"lat":41,"lng":29,"park_type":"pool"}""", "park_type: 'pool' is not known; allowed is one of on_street, YOL ÜSTÜ")]
    [InlineData("""{"lat":41,"lng":29,"park_type":5}""", "park_type: 5 is not a string")]
    [InlineData("""{"lat":41,"lng":29,"arrive_at":"tomorrow"}""", "arrive_at: \"tomorrow\" is not a time as RFC 3339")]
    [InlineData("""{"lat":41,"lng":29,"arrive_at":"2026-05-07T20:00:00"}""", "arrive_at: ")]
    [InlineData("""{"lat":41,"lng":29,"stay_minutes":0}""", "stay_minutes: 0 is out of range; allowed is 1 to 10080")]
    [InlineData("""{"lat":41,"lng":29,"stay_minutes":10081}""", "stay_minutes: 10081")]
    [InlineData("""[41,29]""", "body: [41,29] is not an object")]
    [InlineData("""null""", "body: null is not an object")]
    public void Wrong_query_is_refused_by_field_value_and_what_is_allowed(string json, string message)
    {
        var refused = Assert.Throws<ProblemException>(() => Ask(json)).Problem;

        Assert.Equal((400, Problem.TypePrefix + "invalid-request"), (refused.Status, refused.Type));
        Assert.Contains(message, refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Query_far_away_is_legal() =>
        Assert.InRange(Ask("""{"lat":-33.8,"lng":151.2,"limit":1}""").Lots[0].DistanceM, 14.9e6, 15.1e6);

    [Fact]
    public void Query_goes_to_json_and_back()
    {
        var query = new NearbyQuery
        {
            Lat = 41.5,
            Lng = -29,
            RadiusM = 12.5,
            Limit = 3,
            OpenNow = true,
            MinFree = 2,
            ParkType = "open",
            ArriveAt = RealData.Noon,
            StayMinutes = 5,
        };

        var json = JsonSerializer.Serialize(query, ParkingJson.Default.NearbyQuery);

        Assert.Equal(query, JsonSerializer.Deserialize(json, ParkingJson.Default.NearbyQuery));
    }

    [Fact]
    public async Task Answers_beside_updates_never_contradict_the_query()
    {
        var lots = Enumerable.Range(0, RealData.Catalogue.Lots.Count)
            .Where(number => RealData.Catalogue.Lots[number].Type == ParkType.Open).ToArray();
        using var over = new CancellationTokenSource();
        var writing = Task.Run(
            () =>
            {
                var random = new Random(1);
                while (!over.IsCancellationRequested)
                {
                    _board.Apply(lots[random.Next(lots.Length)], new Reading(random.Next(2, 40), null, true, RealData.Noon));
                }
            },
            TestContext.Current.CancellationToken);
        for (var query = 0; query < 2000; query++)
        {
            var answer = _handler.Answer(new NearbyQuery { Lat = 41.04, Lng = 28.98, MinFree = 20 });
            Assert.All(answer.Lots, lot => Assert.True(lot.Free >= 20));
            Assert.Equal(answer.Lots.OrderBy(lot => lot.DistanceM).Select(lot => lot.LotId), answer.Lots.Select(lot => lot.LotId));
        }

        await over.CancelAsync();
        await writing;
    }

    private string[] Ids(string json) => [.. Ask(json).Lots.Select(lot => lot.LotId).Order(StringComparer.Ordinal)];

    private static string Unescape(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement, Readable);
    }
}
