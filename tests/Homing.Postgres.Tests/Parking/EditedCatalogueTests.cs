using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Homing.Parking;
using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Parking.Nearby;
using Homing.Postgres.Tests.Server;
using Homing.Streams;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Homing.Postgres.Tests.Parking;

/// <summary>A running search over the database while somebody edits the lots with SQL.</summary>
public sealed class EditedCatalogueTests(PostgresServer server) : PostgresTests(server)
{
    // At lot 1988 in Maltepe.
    private static readonly NearbyQuery Here = new() { Lat = 40.9313, Lng = 29.1161, Limit = 3 };

    private const string InsertNew =
        """
        insert into parking.lot (lot_id, name, place, capacity, park_type)
        values ('new', 'New one', st_point(29.1161, 40.9313), 20, 'open')
        """;

    [Fact]
    public async Task Lot_can_be_changed_moved_added_and_removed_while_somebody_watches()
    {
        await using var app = await StartAsync();
        var watcher = new WatcherProbe();
        using var watch = app.GetAll<IChannelSource>().Single().Watch(
            new ChannelRequest("parking.nearby?lat=40.9313&lng=29.1161&limit=3", "client", null), watcher);

        await ExecuteAsync("update parking.lot set name = 'Renamed', capacity = 77 where lot_id = '1988'");
        await SeesAsync(app, lots => lots is [{ LotId: "1988", Name: "Renamed", Capacity: 77 }, ..]);

        await ExecuteAsync(InsertNew);
        await SeesAsync(app, lots => lots.Any(lot => lot.LotId == "new"));

        await ExecuteAsync("update parking.lot set place = st_point(28.6, 41.1) where lot_id = '1988'");
        await SeesAsync(app, lots => lots is [{ LotId: "new" }, ..] && lots.All(lot => lot.LotId != "1988"));

        await ExecuteAsync("delete from parking.lot where lot_id = 'new'");
        await SeesAsync(app, lots => lots.All(lot => lot.LotId is not ("new" or "1988")));

        // The same is pushed to who watches, each state that differs from the one before.
        var newest = string.Join(',', Find(app).Select(lot => lot.LotId));
        var seen = new List<string>();
        while (seen.Count == 0 || seen[^1] != newest)
        {
            var lots = (await watcher.NextJsonAsync()).GetProperty("lots").EnumerateArray();
            seen.Add(string.Join(',', lots.Select(lot => lot.GetProperty("lot_id").GetString())));
        }

        Assert.Contains(seen, ids => ids.StartsWith("1988,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reading_of_a_lot_that_is_added_later_is_known_when_it_is()
    {
        await using var app = await StartAsync();
        using var unknown = await app.Http.PostAsync("/api/parking/readings", Json("""{"lot_id":"new","free":5}"""), Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);

        await ExecuteAsync(InsertNew);
        await SeesAsync(app, lots => lots.Any(lot => lot.LotId == "new"));
        using var known = await app.Http.PostAsync("/api/parking/readings", Json("""{"lot_id":"new","free":5}"""), Cancelled);

        Assert.Equal(HttpStatusCode.Accepted, known.StatusCode);
        await SeesAsync(app, lots => lots.Any(lot => lot is { LotId: "new", Free: 5, Availability: "live" }));
        await ExecuteAsync("update parking.lot set name = 'Other name' where lot_id = 'new'");
        await SeesAsync(app, lots => lots.Any(lot => lot is { LotId: "new", Free: 5, Name: "Other name" }));
    }

    [Fact]
    public async Task Database_refuses_a_bad_lot_by_the_name_of_the_rule()
    {
        await using var database = OpenDatabase();
        await database.MigrateAsync(Homing.Parking.Postgres.PostgresCatalogue.Migrations, Cancelled);
        await ExecuteAsync(InsertNew);

        await AssertRefusedAsync(
            "parking.lot",
            "true",
            ("capacity = 0", "capacity_is_1_to_100000"),
            ("place = st_point(41.0, 29.0)", "place_is_near_istanbul"),
            ("park_type = 'garage'", "park_type_is_known"),
            ("work_hours = '8-19'", "work_hours_are_empty_or_24_saat_or_from_to"),
            ("free_minutes = 1440", "free_minutes_are_less_than_a_day"),
            ("name = ' '", "name_is_not_empty"),
            ("lot_id = ''", "lot_id_has_1_to_64_letters"));
    }

    [Fact]
    public async Task Connection_that_was_ended_is_made_anew_and_what_was_missed_is_seen()
    {
        await using var app = await StartAsync();

        await AskAsync<long>(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync("update parking.lot set name = 'Missed' where lot_id = '1988'");
        await SeesAsync(app, lots => lots is [{ Name: "Missed" }, ..]);

        await ExecuteAsync("update parking.lot set name = 'Heard' where lot_id = '1988'");
        await SeesAsync(app, lots => lots is [{ Name: "Heard" }, ..]);
    }

    [Fact]
    public async Task Search_goes_on_while_the_server_is_away_and_a_start_waits_for_it()
    {
        await using var before = await StartAsync();
        await using var outage = await Server.BeginOutageAsync();
        Assert.Equal("1988", Find(before)[0].LotId);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(before));

        // The clock is the test's: the patience of a start is over when it says so.
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var starting = StartAsync(time);
        await UntilAsync(() => starting.IsCompleted, () => "It never started.", time);
        await using var during = await starting;
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(during));
        using var refused = await during.Http.GetAsync("/api/parking/lots", Cancelled);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        await outage.EndAsync();
        await ExecuteAsync("update parking.lot set name = 'After the restart' where lot_id = '1988'");
        await UntilAsync(() => during.Get<LiveCatalogue>().IsLoaded, () => "It was never read.", time);

        Assert.Equal(HealthStatus.Healthy, await HealthAsync(during));
        await SeesAsync(during, lots => lots is [{ Name: "After the restart" }, ..], time);
        await SeesAsync(before, lots => lots is [{ Name: "After the restart" }, ..]);
    }

    [Fact]
    public async Task Table_is_filled_once_by_many_starts_and_what_was_deleted_stays_so()
    {
        var apps = await Task.WhenAll(StartAsync(), StartAsync());
        var shipped = apps[0].Get<LiveCatalogue>().Current.Lots.Count;
        await ExecuteAsync("delete from parking.lot where lot_id <> '1988'");
        foreach (var app in apps)
        {
            await SeesAsync(app, lots => lots is [{ LotId: "1988" }]);
            await app.DisposeAsync();
        }

        await using var again = await StartAsync();

        Assert.Equal(741, shipped);
        Assert.Single(again.Get<LiveCatalogue>().Current.Lots);
        await ExecuteAsync("truncate parking.lot");
        await SeesAsync(again, lots => lots.Count == 0);
    }

    [Theory]
    [InlineData("Username=nobody", "does not let us in")]
    [InlineData("Database=nothing", "does not let us in")]
    public async Task Start_stops_where_the_database_will_never_let_us_in(string change, string reason)
    {
        var error = await Assert.ThrowsAsync<HomingException>(() => StartAsync(connection: ConnectionString + ";" + change));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("Homing:Postgres:ConnectionString", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_who_may_only_read_can_run_the_search_when_another_has_made_the_tables()
    {
        await using (await StartAsync())
        {
        }

        var reader = $"reader_{Guid.NewGuid():N}";
        await ExecuteAsync(
            $"create role {reader} login; grant usage on schema parking to {reader}; grant select on parking.lot to {reader}");

        await using var app = await StartAsync(
            connection: $"{ConnectionString};Username={reader}", settings: ("Homing:Postgres:Migrate", "false"));

        Assert.Equal("1988", Find(app)[0].LotId);
    }

    /// <summary>A failure prints the seed and the edits; run it again with <c>Config.WithReplay(seed, gamma)</c>.</summary>
    [Fact]
    public async Task Random_edits_give_the_catalogue_that_the_same_rows_in_a_file_would()
    {
        await using var app = await StartAsync();
        await using var operators = new CatalogueInPostgres(ConnectionString);
        await ExecuteAsync("truncate parking.lot");
        var rows = new Dictionary<string, CatalogueRow>(StringComparer.Ordinal);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5),
            Prop.ForAll(Rows.Any.Zip(Gen.Choose(0, 3)).ListOf(12).ToArbitrary(), async Task (edits) =>
            {
                foreach (var (row, edit) in edits)
                {
                    // A quarter only removes; the others put a row in the place of the one with its id.
                    await ExecuteAsync($"delete from parking.lot where lot_id = '{row.Id}'");
                    rows.Remove(row.Id);
                    if (edit > 0)
                    {
                        await operators.PutAsync([row], Cancelled);
                        rows.Add(row.Id, row);
                    }
                }

                var expected = new CatalogueBuilder("expected");
                foreach (var row in rows.Values)
                {
                    expected.Add(row);
                }

                var lots = expected.Build().Lots;
                await UntilAsync(
                    () => app.Get<LiveCatalogue>().Current.Lots.SequenceEqual(lots),
                    () => string.Join('\n', app.Get<LiveCatalogue>().Current.Lots));
            }));
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static IReadOnlyList<NearbyLot> Find(RoleProcess app) => new NearbyHandler(
        app.Get<AvailabilityBoard>(), app.Get<LiveCatalogue>(), app.Get<TimeProvider>()).Answer(Here).Lots;

    private static async Task<HealthStatus> HealthAsync(RoleProcess app) =>
        (await app.Get<HealthCheckService>().CheckHealthAsync(check => check.Name == "parking catalogue", Cancelled)).Status;

    private static Task SeesAsync(RoleProcess app, Func<IReadOnlyList<NearbyLot>, bool> condition, FakeTimeProvider? time = null) =>
        UntilAsync(() => condition(Find(app)), () => string.Join('\n', Find(app)), time);

    private Task<RoleProcess> StartAsync(
        FakeTimeProvider? time = null, string? connection = null, params (string, string)[] settings) => RoleProcess.StartAsync(
        [new PostgresRole(services => services.AddParkingInPostgres()), new ParkingWorkerRole()],
        time: time,
        withChannelsOf: [new ParkingWorkerRole()],
        settings: [("Homing:Postgres:ConnectionString", connection ?? ConnectionString), .. settings]);
}
