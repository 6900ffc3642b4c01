using Homing.Testing;
using Npgsql;

namespace Homing.Postgres.Tests.Server;

/// <summary>A database of the test's own on the server that all share; one test at a time, for some stop the server.</summary>
[Collection(nameof(PostgresCollection))]
public abstract class PostgresTests(PostgresServer server) : IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    protected PostgresServer Server { get; } = server;

    protected string ConnectionString { get; private set; } = "";

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() => ConnectionString = await Server.NewDatabaseAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected PostgresDatabase OpenDatabase() => new(ConnectionString, "Homing:Postgres:ConnectionString");

    /// <summary>Waits until something is so, and turns the clock of the test meanwhile.</summary>
    protected static async Task UntilAsync(Func<bool> condition, Func<string> state, FakeTimeProvider? time = null)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        deadline.CancelAfter(Deadline);
        while (!condition())
        {
            Assert.False(deadline.IsCancellationRequested, state());
            time?.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    /// <summary>Tries changes of rows, each of which breaks the rule of that name.</summary>
    protected async Task AssertRefusedAsync(string table, string where, params (string Change, string Rule)[] cases)
    {
        foreach (var (change, rule) in cases)
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync($"update {table} set {change} where {where}"));
            Assert.Equal((change, rule), (change, error.ConstraintName));
        }
    }

    protected async Task<T> AskAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}
