using Homing.Postgres.Tests.Server;
using Homing.Reports.Postgres.Provider;
using Homing.Reports.Provider;
using Homing.Reports.Provider.App;
using Homing.Reports.Provider.App.Games;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Homing.Postgres.Tests.Provider;

public sealed class WarehouseTests(PostgresServer server) : PostgresTests(server)
{
    [Fact]
    public async Task Tables_are_filled_once_by_many_who_ask_at_once()
    {
        await using var one = Open();
        await using var other = Open();

        var rows = await Task.WhenAll(new[] { one, other, one, other }.Select(games => games.OfYearsAsync(1980, 2016, Cancelled)));

        Assert.All(rows, all => Assert.Equal(16_443, all.Count));
        Assert.Equal("video_games_sales_2016.csv 16719", await AskAsync<string>("select source || ' ' || rows_read from warehouse.loaded"));
    }

    [Fact]
    public async Task Next_report_has_what_was_edited_and_what_was_deleted_stays_so()
    {
        await using var games = Open();
        Assert.Equal(1985, await games.FirstReviewedYearAsync(Cancelled));

        await ExecuteAsync(
            "update warehouse.game_sales set world = 99.5, user_score = 9, user_count = 7 where name = 'Pac-Man' and year = 1982; "
            + "delete from warehouse.game_sales where year > 1982");

        Assert.Equal(1982, await games.FirstReviewedYearAsync(Cancelled));
        Assert.Contains(await games.OfYearsAsync(1982, 1982, Cancelled), game => game is { Name: "Pac-Man", Sales.World: 99.5m, Reviews.Count: 7 });
        await using var again = Open();
        Assert.Empty(await again.OfYearsAsync(1983, 2016, Cancelled));
    }

    [Fact]
    public async Task Report_is_tried_again_while_the_server_is_away()
    {
        await using var games = Open();
        HomingException error;
        await using (await Server.BeginOutageAsync())
        {
            error = await Assert.ThrowsAsync<HomingException>(() => games.CountAsync(Cancelled));
        }

        Assert.True(error.IsTransient);
        Assert.Equal(16_719, (await games.CountAsync(Cancelled)).RowsRead);
    }

    [Fact]
    public async Task Provider_that_may_only_read_can_work_when_another_has_made_the_tables()
    {
        var reader = $"reader_{Guid.NewGuid():N}";
        await ExecuteAsync($"create role {reader} login");
        await using var reading = Open($"{ConnectionString};Username={reader}", migrate: false);
        var early = await Assert.ThrowsAsync<HomingException>(() => reading.CountAsync(Cancelled));
        Assert.True(early.IsTransient);
        Assert.EndsWith("A process with Homing:Provider:Warehouse:Migrate true makes them.", early.Message, StringComparison.Ordinal);

        await using (var owner = Open())
        {
            await owner.CountAsync(Cancelled);
        }

        await ExecuteAsync($"grant usage on schema warehouse to {reader}");
        var forbidden = await Assert.ThrowsAsync<HomingException>(() => reading.CountAsync(Cancelled));
        Assert.False(forbidden.IsTransient);
        Assert.Contains("Grant it to the user in Homing:Provider:Warehouse:ConnectionString", forbidden.Message, StringComparison.Ordinal);

        await ExecuteAsync($"grant select on warehouse.game_sales, warehouse.loaded, warehouse.left_out to {reader}");
        Assert.Equal(16_719, (await reading.CountAsync(Cancelled)).RowsRead);
        Assert.Equal("Nintendo", (await reading.PublishersAsync(Cancelled))[0].Key);
    }

    [Fact]
    public async Task Database_refuses_a_bad_game_by_the_name_of_the_rule()
    {
        await using var database = OpenDatabase();
        await database.MigrateAsync(Warehouse.Migrations, Cancelled);
        await ExecuteAsync(
            """
            insert into warehouse.game_sales values
                (1, 'Game', 'PC', 2000, 'Puzzle', null, 1, 2, 3, 4, 10), (2, 'Other', 'PC', 2000, 'Puzzle', null, 1, 2, 3, 4, 10)
            """);

        await AssertRefusedAsync(
            "warehouse.game_sales",
            "nth = 1",
            ("year = 2017", "year_is_1980_to_2016"),
            ("name = ' '", "name_is_not_empty"),
            ("publisher = ''", "publisher_is_null_where_not_known"),
            ("japan = -0.01", "sales_are_not_negative"),
            ("user_score = 10.1, user_count = 1", "user_score_is_0_to_10"),
            ("user_score = 1, user_count = 0", "user_count_is_at_least_1"),
            ("user_count = 3", "reviews_have_score_and_count"),
            ("name = 'Other'", "game_is_there_once"));
    }

    [Fact]
    public async Task Provider_takes_its_games_from_its_own_database_and_needs_none_of_ours()
    {
        await using var app = await StartAsync(ConnectionString);

        Assert.Equal(16_719, (await app.Get<IGameWarehouse>().CountAsync(Cancelled)).RowsRead);
        Assert.Null(app.GetAll<PostgresDatabase>().SingleOrDefault());
    }

    [Fact]
    public async Task Start_stops_where_the_setting_is_no_connection_string()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync("Host=db;Password=secret"));

        Assert.StartsWith("Homing:Provider:Warehouse:ConnectionString", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private static Task<RoleProcess> StartAsync(string connection) => RoleProcess.StartAsync(
        [new PostgresRole(services => services.AddProviderWarehouse()), new ReportingAppRole()],
        settings:
        [
            ("Homing:Provider:Warehouse:ConnectionString", connection),
            ("Homing:Provider:Directory", Directory.CreateTempSubdirectory("homing-provider-").FullName),
        ]);

    private Warehouse Open(string? connection = null, bool migrate = true) => new(
        Options.Create(new WarehouseOptions { ConnectionString = connection ?? ConnectionString, Migrate = migrate }),
        Options.Create(new ProviderOptions()),
        NullLogger<Warehouse>.Instance);
}
