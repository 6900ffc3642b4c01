using Homing.Doctor;
using Homing.Postgres.Tests.Server;
using Homing.Reports.Postgres.Provider;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Postgres.Tests.Doctor;

/// <summary>What the doctor says of a real server, good and broken in each way.</summary>
public sealed class DoctorTests(PostgresServer server) : PostgresTests(server)
{
    private static readonly string[] Schemas = ["parking", "deliveries", "reports"];

    [Fact]
    public async Task New_database_is_good_and_the_first_start_makes_what_is_missing()
    {
        var found = await LookAsync();

        Assert.All(found, finding => Assert.Equal(DoctorVerdict.Ok, finding.Verdict));
        Assert.Contains(found, finding => finding.Seen.Contains(" as postgres, answers in ", StringComparison.Ordinal));
        Assert.Contains(found, finding => finding.Seen.StartsWith("PostGIS 3", StringComparison.Ordinal));
        Assert.Contains(found, finding => finding.Seen == "schema deliveries: 0 of 1 migrations applied; Homing applies the others");
        Assert.Contains(found, finding => finding.Seen.StartsWith("word of a change comes in ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Database_that_is_used_is_good()
    {
        await MigrateAsync();

        var found = await LookAsync();

        Assert.All(found, finding => Assert.Equal(DoctorVerdict.Ok, finding.Verdict));
        Assert.Equal(
            Schemas.Select(schema => $"schema {schema}: 1 of 1 migrations applied"),
            found.Select(finding => finding.Seen).Where(seen => seen.StartsWith("schema", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Reader_is_told_what_to_be_granted_and_nothing_once_it_is()
    {
        await MigrateAsync();
        var reader = await NewUserAsync();

        var found = await LookAsync($"{ConnectionString};Username={reader}", migrate: false);

        Assert.Equal(
            [
                $"grant usage on schema parking to \"{reader}\"; grant select on parking.lot to \"{reader}\";",
                $"grant usage on schema deliveries to \"{reader}\"; grant select on deliveries.route to \"{reader}\";",
                $"grant usage on schema reports to \"{reader}\"; grant select, insert, update on reports.position to \"{reader}\";",
                $"grant usage on schema reports to \"{reader}\"; grant select, insert, update on reports.event to \"{reader}\";",
                $"grant usage on schema reports to \"{reader}\"; grant select, insert, update on reports.report to \"{reader}\";",
            ],
            Bad(found).Select(finding => finding.Change));
        await ExecuteAsync(string.Join(' ', Bad(found).Select(finding => finding.Change)));
        Assert.Empty(Bad(await LookAsync($"{ConnectionString};Username={reader}", migrate: false)));

        // With it a start would fail: it may not see, let alone apply, migrations.
        Assert.All(Bad(await LookAsync($"{ConnectionString};Username={reader}")), finding => Assert.Equal(
            "Connect as the owner of the tables, or set Homing:Postgres:Migrate to false.", finding.Change));
    }

    [Fact]
    public async Task Tables_that_are_not_there_and_that_nobody_makes_are_told()
    {
        var found = Bad(await LookAsync(migrate: false));

        Assert.Equal(Schemas.Select(schema => $"schema {schema}: 0 of 1 migrations applied"), found.Select(finding => finding.Seen));
        Assert.All(found, finding => Assert.StartsWith("Start a process with Homing:Postgres:Migrate=true", finding.Change, StringComparison.Ordinal));
    }

    [Fact]
    public async Task User_who_may_make_nothing_is_told_what_to_be_granted()
    {
        var user = await NewUserAsync();

        var found = Bad(await LookAsync($"{ConnectionString};Username={user}"));

        Assert.Equal(3, found.Count);
        Assert.All(found, finding => Assert.Matches($"grant create on database \"test_\\w+\" to \"{user}\";", finding.Change));
        await ExecuteAsync(found[0].Change!);
        Assert.Empty(Bad(await LookAsync($"{ConnectionString};Username={user}")));
    }

    [Fact]
    public async Task Migration_that_is_not_the_one_that_was_applied_is_told_by_its_name()
    {
        await MigrateAsync();
        await ExecuteAsync("update deliveries.migration set checksum = 'other'");

        var found = Assert.Single(Bad(await LookAsync()));

        Assert.Equal(DoctorVerdict.Fail, found.Verdict);
        Assert.Equal("schema deliveries: migration 0001-routes is not the one that was applied", found.Seen);
    }

    [Fact]
    public async Task Tables_of_a_newer_version_are_warned_of()
    {
        await MigrateAsync();
        await ExecuteAsync("insert into parking.migration (number, name, checksum) values (2, 'later', 'x')");

        var found = Assert.Single(Bad(await LookAsync()));

        Assert.Equal(
            (DoctorVerdict.Warn, "schema parking: 1 of 1 migrations applied, and 1 of a newer version"), (found.Verdict, found.Seen));
    }

    [Fact]
    public async Task Database_without_postgis_is_told()
    {
        await ExecuteAsync("drop extension postgis");
        var user = await NewUserAsync();
        await ExecuteAsync($"do $$ begin execute format('grant create on database %I to {user}', current_database()); end $$");

        Assert.Empty(Bad(await LookAsync()));
        var found = Assert.Single(Bad(await LookAsync($"{ConnectionString};Username={user}")));

        Assert.Matches(@"PostGIS 3[\d.]+ is on the server, and not in test_\w+", found.Seen);
        Assert.EndsWith(": create extension postgis;", found.Change, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_is_away_is_told_with_the_setting()
    {
        IReadOnlyList<DoctorFinding> found;
        await using (await Server.BeginOutageAsync())
        {
            found = await LookAsync();
        }

        var away = Assert.Single(found);
        Assert.Equal(DoctorVerdict.Fail, away.Verdict);
        Assert.Contains("cannot be reached", away.Seen, StringComparison.Ordinal);
        Assert.Contains("set Homing:Postgres:ConnectionString to where it is", away.Change, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Username=nobody;Password=secret")]
    [InlineData("Database=nothing;Password=secret")]
    public async Task Server_that_does_not_let_us_in_is_told_without_the_password(string change)
    {
        var refused = Assert.Single(await LookAsync($"{ConnectionString};{change}"));

        Assert.Equal(DoctorVerdict.Fail, refused.Verdict);
        Assert.Contains("does not let us in", refused.Seen, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Seen + refused.Change, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warehouse_of_the_provider_is_looked_at_by_its_own_settings()
    {
        await using (var database = OpenDatabase())
        {
            await database.MigrateAsync(Warehouse.Migrations, Cancelled);
        }

        var reader = await NewUserAsync();
        await using var services = Services(
            services => services.AddProviderWarehouse(),
            ("Homing:Provider:Warehouse:ConnectionString", $"{ConnectionString};Username={reader}"),
            ("Homing:Provider:Warehouse:Migrate", "false"));

        var found = Bad(await LookAsync(services));

        Assert.Equal(3, found.Count);
        Assert.All(found, finding => Assert.Equal("warehouse", finding.Check));
        Assert.Contains($"grant select on warehouse.game_sales to \"{reader}\";", found[0].Change, StringComparison.Ordinal);
        await ExecuteAsync(string.Join(' ', found.Select(finding => finding.Change)));
        Assert.Empty(Bad(await LookAsync(services)));
    }

    private static List<DoctorFinding> Bad(IEnumerable<DoctorFinding> found) =>
        [.. found.Where(finding => finding.Verdict != DoctorVerdict.Ok)];

    private static async Task<IReadOnlyList<DoctorFinding>> LookAsync(ServiceProvider services) =>
        await Assert.Single(services.GetServices<IDoctorCheck>()).LookAsync(Cancelled);

    private static ServiceProvider Services(Action<IServiceCollection> add, params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection().AddLogging().AddMetrics();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
        add(services);
        return services.BuildServiceProvider();
    }

    private async Task<IReadOnlyList<DoctorFinding>> LookAsync(string? connection = null, bool migrate = true)
    {
        await using var services = Services(
            services => services.AddParkingInPostgres().AddDeliveryRoutesInPostgres().AddReportProjection(),
            ("Homing:Postgres:ConnectionString", connection ?? ConnectionString),
            ("Homing:Postgres:Migrate", migrate ? "true" : "false"));
        return await LookAsync(services);
    }

    private async Task MigrateAsync()
    {
        await using var database = OpenDatabase();
        await database.MigrateAsync(Homing.Parking.Postgres.PostgresCatalogue.Migrations, Cancelled);
        await database.MigrateAsync(Homing.Deliveries.Postgres.PostgresRoutes.Migrations, Cancelled);
        await database.MigrateAsync(Homing.Reports.Postgres.ReportTables.Migrations, Cancelled);
    }

    private async Task<string> NewUserAsync()
    {
        var name = $"user_{Guid.NewGuid():N}";
        await ExecuteAsync($"create role {name} login");
        return name;
    }
}
