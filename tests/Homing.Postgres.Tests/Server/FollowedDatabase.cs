using System.Diagnostics.Metrics;
using Homing.Postgres.Following;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Homing.Postgres.Tests.Server;

/// <summary>What follows tables of a database, without a process around it.</summary>
internal sealed class FollowedDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public FollowedDatabase(string connectionString)
    {
        Database = new PostgresDatabase(connectionString, "Homing:Postgres:ConnectionString");
        Follower = new TableFollower(
            Database,
            Options.Create(new PostgresOptions()),
            new PostgresMetrics(_services.GetRequiredService<IMeterFactory>()),
            TimeProvider.System,
            NullLogger<TableFollower>.Instance);
    }

    public PostgresDatabase Database { get; }

    public TableFollower Follower { get; }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _services.DisposeAsync();
    }
}
