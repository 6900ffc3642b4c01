using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Homing.Deliveries;
using Homing.Deliveries.Live;
using Homing.Deliveries.Postgres;
using Homing.Deliveries.Routes;
using Homing.Postgres.Tests.Server;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Homing.Postgres.Tests.Deliveries;

/// <summary>Rides that run while somebody edits the routes with SQL.</summary>
public sealed class EditedRoutesTests(PostgresServer server) : PostgresTests(server)
{
    private const string InsertNew =
        """
        insert into deliveries.route (route_id, title, line)
        values ('new', 'Novo', 'linestring(-47.92923 -15.82594, -47.92911 -15.8261)')
        """;

    [Fact]
    public async Task Route_can_be_added_started_changed_and_removed_while_all_runs()
    {
        await using var app = await StartAsync();
        Assert.Equal(["1 Primeiro", "2 Segundo", "3 Terceiro"], await ListAsync(app));
        Assert.Equal(HttpStatusCode.NotFound, await StartRideAsync(app, "new"));

        await ExecuteAsync(InsertNew);
        await SeesAsync(app, routes => routes.Find("new") is not null);
        Assert.Equal(HttpStatusCode.Accepted, await StartRideAsync(app, "new"));

        await ExecuteAsync("update deliveries.route set title = 'Outro', rank = 0 where route_id = 'new'");
        await SeesAsync(app, routes => routes.Routes[0].Title == "Outro");
        Assert.Equal(["new Outro", "1 Primeiro", "2 Segundo", "3 Terceiro"], await ListAsync(app));

        await ExecuteAsync("delete from deliveries.route where route_id = '2'");
        await SeesAsync(app, routes => routes.Find("2") is null);
        Assert.Equal(["new Outro", "1 Primeiro", "3 Terceiro"], await ListAsync(app));
        Assert.Equal(HttpStatusCode.NotFound, await StartRideAsync(app, "2"));
    }

    [Fact]
    public async Task Ride_under_way_keeps_its_route_while_it_is_edited_and_the_simulator_starts_anew()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        Coordinate end;
        InMemoryLog log;
        await using (var app = await StartAsync(time))
        {
            log = app.Log;
            end = app.Get<LiveRoutes>().Current.Find("1")!.Line.Points[^1];
            Assert.Equal(HttpStatusCode.Accepted, await StartRideAsync(app, "1", time));
            await ExecuteAsync("update deliveries.route set line = 'linestring(-47.9 -15.8, -47.901 -15.8)' where route_id = '1'");
            await SeesAsync(app, routes => routes.Find("1")!.Line.Points.Count == 2, time);
            foreach (var service in app.GetAll<IHostedService>().Reverse())
            {
                await service.StopAsync(Cancelled);
            }
        }

        await using var next = await StartAsync(time, log);
        await UntilAsync(
            () => next.Get<LiveRides>().Find("1") is { Finished: true },
            () => $"{next.Get<LiveRides>().Find("1")}",
            time);

        var ride = next.Get<LiveRides>().Find("1")!;
        Assert.Equal(end, ride.Place);
        Assert.Equal(1874.2, Math.Round(ride.TravelledM!.Value, 1));
        Assert.Equal(2, next.Get<LiveRoutes>().Current.Find("1")!.Line.Points.Count);
    }

    [Fact]
    public async Task Database_refuses_a_bad_route_by_the_name_of_the_rule()
    {
        await using var database = OpenDatabase();
        await database.MigrateAsync(PostgresRoutes.Migrations, Cancelled);
        await ExecuteAsync(InsertNew);

        await AssertRefusedAsync(
            "deliveries.route",
            "true",
            ("route_id = ' '", "route_id_has_1_to_128_letters"),
            ("route_id = 'a/b'", "route_id_can_stand_in_an_address"),
            ("route_id = 'a' || chr(10)", "route_id_can_stand_in_an_address"),
            ("title = ' '", "title_is_not_empty"),
            ("line = 'linestring empty'", "line_has_2_to_20000_points"),
            ("line = 'linestring(29 41, 29 41)'", "line_has_two_places"));
    }

    [Fact]
    public async Task Route_with_a_jump_is_refused_with_the_point_and_the_others_work()
    {
        await using var app = await StartAsync();

        await ExecuteAsync("update deliveries.route set line = 'linestring(29 41, 29.001 41, 29.1 41)' where route_id = '1'");
        await SeesAsync(app, routes => routes.WhyRefused("1") is not null);

        using var answer = await app.Http.GetAsync("/api/routes/1", Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(
            "deliveries.route 1:3: 8308 m from the point before; at most 1000 m are allowed",
            await answer.Content.ReadAsStringAsync(Cancelled),
            StringComparison.Ordinal);
        Assert.Equal(["2 Segundo", "3 Terceiro"], await ListAsync(app));
    }

    [Fact]
    public async Task Rides_go_on_while_the_server_is_away_and_a_start_waits_for_it()
    {
        await using var before = await StartAsync();
        await using var outage = await Server.BeginOutageAsync();
        Assert.Equal(HttpStatusCode.Accepted, await StartRideAsync(before, "2"));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(before));

        // The clock is the test's: the patience of a start is over when it says so.
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var starting = StartAsync(time);
        await UntilAsync(() => starting.IsCompleted, () => "It never started.", time);
        await using var during = await starting;
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(during));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StartRideAsync(during, "2"));
        using var refused = await during.Http.GetAsync("/api/routes", Cancelled);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        await outage.EndAsync();
        await ExecuteAsync(InsertNew);
        await SeesAsync(during, routes => routes.Find("new") is not null, time);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(during));
        await SeesAsync(before, routes => routes.Find("new") is not null);
    }

    [Fact]
    public async Task Table_is_filled_once_by_many_starts_and_what_was_deleted_stays_so()
    {
        var apps = await Task.WhenAll(StartAsync(), StartAsync());
        await ExecuteAsync("delete from deliveries.route where route_id <> '3'");
        foreach (var app in apps)
        {
            await SeesAsync(app, routes => routes.Routes is [{ Id: "3" }]);
            await app.DisposeAsync();
        }

        await using var again = await StartAsync();

        Assert.Equal(["3 Terceiro"], await ListAsync(again));
        Assert.Equal("routes.csv 3", await AskAsync<string>("select source || ' ' || routes from deliveries.filled"));
    }

    private static async Task<string[]> ListAsync(RoleProcess app) =>
    [
        .. (await app.Http.GetFromJsonAsync<JsonElement>("/api/routes", Cancelled)).EnumerateArray()
            .Select(route => $"{route.GetProperty("_id").GetString()} {route.GetProperty("title").GetString()}"),
    ];

    private static async Task<HttpStatusCode> StartRideAsync(RoleProcess app, string route, FakeTimeProvider? time = null)
    {
        var asking = app.Http.PostAsJsonAsync("/api/deliveries", new { routeId = route }, Cancelled);
        if (time is not null)
        {
            await UntilAsync(() => asking.IsCompleted, () => "No answer came.", time);
        }

        using var answer = await asking;
        return answer.StatusCode;
    }

    private static async Task<HealthStatus> HealthAsync(RoleProcess app) =>
        (await app.Get<HealthCheckService>().CheckHealthAsync(check => check.Name == "delivery routes", Cancelled)).Status;

    private static Task SeesAsync(RoleProcess app, Func<RouteCatalogue, bool> condition, FakeTimeProvider? time = null) => UntilAsync(
        () => condition(app.Get<LiveRoutes>().Current),
        () => string.Join('\n', app.Get<LiveRoutes>().Current.Routes),
        time);

    private Task<RoleProcess> StartAsync(FakeTimeProvider? time = null, InMemoryLog? log = null) => RoleProcess.StartAsync(
        [
            new PostgresRole(services => services.AddDeliveryRoutesInPostgres()),
            new DeliveryBackendRole(),
            new DeliverySimulatorRole(),
        ],
        log,
        time,
        settings: ("Homing:Postgres:ConnectionString", ConnectionString));
}
