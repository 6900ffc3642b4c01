using System.Text.RegularExpressions;
using Homing.Deliveries.Postgres;
using Homing.Parking.Postgres;
using Homing.Postgres.Tests.Server;
using Homing.Reports.Postgres.Provider;
using Homing.Reports.Provider;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Homing.Postgres.Tests.Documents;

/// <summary>What the page for operators says to type is typed.</summary>
public sealed partial class PageTests(PostgresServer server) : PostgresTests(server)
{
    [Theory]
    [InlineData("Edit the routes", 8)]
    [InlineData("The provider's warehouse", 2)]
    public async Task Statements_of_the_page_work(string section, int expected)
    {
        await FillRoutesAsync();
        await FillWarehouseAsync();
        var statements = Statements(section);

        Assert.Equal(expected, statements.Count);
        foreach (var statement in statements)
        {
            await ExecuteAsync(statement);
        }
    }

    [Fact]
    public async Task Rights_of_the_page_are_those_that_can_be_given()
    {
        await FillWarehouseAsync();
        await using (var database = OpenDatabase())
        {
            await database.MigrateAsync(PostgresCatalogue.Migrations, Cancelled);
            await database.MigrateAsync(PostgresRoutes.Migrations, Cancelled);
            await database.MigrateAsync(Homing.Reports.Postgres.ReportTables.Migrations, Cancelled);
        }

        // Roles are the server's, and this database is not the only one there.
        var suffix = Guid.NewGuid().ToString("N");
        await ExecuteAsync(RoleNames().Replace(string.Join(';', Statements("Rights")), $"$0_{suffix}"));

        Assert.True(await AskAsync<bool>($"select has_table_privilege('homing_search_{suffix}', 'deliveries.route', 'select')"));
        Assert.False(await AskAsync<bool>($"select has_table_privilege('homing_search_{suffix}', 'deliveries.route', 'update')"));
        Assert.True(await AskAsync<bool>($"select has_table_privilege('homing_editor_{suffix}', 'deliveries.route', 'delete')"));
    }

    [Fact]
    public async Task Nearest_route_is_found_by_the_index()
    {
        await FillRoutesAsync();

        var plan = await AskAsync<string>(
            """
            set enable_seqscan = off;
            explain (format json) select route_id from deliveries.route where st_dwithin(line, st_point(-47.929, -15.826)::geography, 500)
            """);

        Assert.Contains("route_line", plan, StringComparison.Ordinal);
    }

    private static List<string> Statements(string section)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Homing.slnx")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        var page = File.ReadAllText(Path.Combine(root, "docs/operations/postgres.md"));
        var text = page.Split("\n## ").Single(part => part.StartsWith(section + "\n", StringComparison.Ordinal));
        var sql = string.Join('\n', SqlBlocks().Matches(text).Select(block => block.Groups[1].Value));
        return [.. Comments().Replace(sql, "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
    }

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex SqlBlocks();

    [GeneratedRegex("--.*")]
    private static partial Regex Comments();

    [GeneratedRegex(@"\b(homing_search|homing_editor|provider_reader)\b")]
    private static partial Regex RoleNames();

    private async Task FillRoutesAsync()
    {
        await using var following = new FollowedDatabase(ConnectionString);
        await foreach (var _ in new PostgresRoutes(following.Follower, Options.Create(new Homing.Deliveries.DeliveryOptions()))
            .ReadAsync(Cancelled))
        {
            break;
        }
    }

    private async Task FillWarehouseAsync()
    {
        await using var warehouse = new Warehouse(
            Options.Create(new WarehouseOptions { ConnectionString = ConnectionString }),
            Options.Create(new ProviderOptions()),
            NullLogger<Warehouse>.Instance);
        await warehouse.CountAsync(Cancelled);
    }
}
