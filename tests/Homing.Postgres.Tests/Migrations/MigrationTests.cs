using Homing.Postgres.Migrations;
using Homing.Postgres.Tests.Server;

namespace Homing.Postgres.Tests.Migrations;

public sealed class MigrationTests(PostgresServer server) : PostgresTests(server)
{
    private static readonly Migration First = new(1, "things", "create table things.thing (id integer primary key);");
    private static readonly Migration Second = new(2, "one", "insert into things.thing values (1);");

    [Fact]
    public async Task Migrations_are_applied_once_and_in_order_and_new_ones_later()
    {
        await using var database = OpenDatabase();

        Assert.Equal(1, await database.MigrateAsync(Set(First), Cancelled));
        Assert.Equal(1, await database.MigrateAsync(Set(First, Second), Cancelled));
        Assert.Equal(0, await database.MigrateAsync(Set(First, Second), Cancelled));

        Assert.Equal(1, await AskAsync<long>("select count(*) from things.thing"));
        Assert.Equal("1-things,2-one", await AskAsync<string>(
            "select string_agg(number || '-' || name, ',' order by number) from things.migration"));
    }

    [Fact]
    public async Task Many_processes_at_once_apply_each_migration_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var database = OpenDatabase();
            return await database.MigrateAsync(Set(First, Second), Cancelled);
        }));

        Assert.Equal(2, applied.Sum());
        Assert.Equal(1, await AskAsync<long>("select count(*) from things.thing"));
    }

    [Fact]
    public async Task Migration_that_was_changed_afterwards_is_refused_by_its_name()
    {
        await using var database = OpenDatabase();
        await database.MigrateAsync(Set(First), Cancelled);
        Assert.Equal(0, await database.MigrateAsync(Set(First with { Sql = First.Sql }), Cancelled));

        var error = await Assert.ThrowsAsync<HomingException>(() =>
            database.MigrateAsync(Set(new Migration(1, "things", First.Sql + " -- more"), Second), Cancelled));

        Assert.Contains("0001-things of the schema things was changed after", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
        Assert.Equal(1, await AskAsync<long>("select count(*) from things.migration"));
    }

    [Fact]
    public async Task Migration_that_fails_leaves_nothing_behind_and_those_before_it_stay()
    {
        await using var database = OpenDatabase();
        var broken = new Migration(2, "broken", "create table things.left_over (); select 1 / 0;");

        await Assert.ThrowsAsync<HomingException>(() => database.MigrateAsync(Set(First, broken), Cancelled));

        Assert.Equal(1, await AskAsync<int>("select max(number) from things.migration"));
        Assert.True(await AskAsync<bool>("select to_regclass('things.left_over') is null"));
    }

    [Fact]
    public async Task Older_program_leaves_the_migrations_of_a_newer_one_alone()
    {
        await using var database = OpenDatabase();
        await database.MigrateAsync(Set(First, Second), Cancelled);

        Assert.Equal(0, await database.MigrateAsync(Set(First), Cancelled));
    }

    [Fact]
    public void Lines_may_end_in_any_way() => Assert.Equal(
        new Migration(1, "a", "select 1;\nselect 2;").Checksum, new Migration(1, "a", "select 1;\r\nselect 2;").Checksum);

    private static MigrationSet Set(params Migration[] migrations) => new("things", migrations);
}
