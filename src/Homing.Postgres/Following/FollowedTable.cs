using Homing.Postgres.Migrations;
using Npgsql;

namespace Homing.Postgres.Following;

/// <summary>A table that is read whole, and again whenever it is said to have changed.</summary>
/// <param name="Name">What it is called in messages.</param>
/// <param name="Channel">Where its triggers notify.</param>
/// <param name="Migrations">What makes the table.</param>
/// <param name="FillAsync">Puts in what it begins with, where that was not done yet; called once, after the migrations.</param>
/// <param name="ReadAsync">Reads it.</param>
public sealed record FollowedTable<T>(
    string Name,
    string Channel,
    MigrationSet Migrations,
    Func<NpgsqlConnection, CancellationToken, Task> FillAsync,
    Func<NpgsqlConnection, CancellationToken, Task<T>> ReadAsync);
