using Npgsql;

namespace Homing.Postgres;

/// <summary>Makes of what the client throws an error that says whether another try may help.</summary>
internal static class PostgresErrors
{
    /// <summary>What failed, where, why, and whether another try may help. Never shows a password.</summary>
    /// <param name="exception">What the client threw.</param>
    /// <param name="database">Where, as it may be shown.</param>
    /// <param name="setting">The setting that says where.</param>
    public static HomingException Translate(Exception exception, string database, string setting) => exception switch
    {
        HomingException already => already,
        PostgresException { SqlState: [.. "28", _, _, _] or PostgresErrorCodes.InvalidCatalogName } refused => new HomingException(
            $"PostgreSQL at {database} does not let us in: {refused.MessageText}. {setting} has a user, password or database "
            + "that it does not know.",
            isTransient: false,
            exception),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused => new HomingException(
            $"PostgreSQL at {database} does not allow it: {refused.MessageText}. Grant it to the user in {setting}; "
            + "docs/operations/postgres.md lists what is needed.",
            isTransient: false,
            exception),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } missing =>
            new HomingException(
                $"PostgreSQL at {database} has not the tables that are needed: {missing.MessageText}. A process with "
                + $"{setting[..setting.LastIndexOf(':')]}:{nameof(PostgresOptions.Migrate)} true makes them.",
                isTransient: true,
                exception),
        PostgresException server => new HomingException(
            $"PostgreSQL at {database} refused: {server.MessageText} ({server.SqlState})", server.IsTransient, exception),
        _ => new HomingException(
            $"PostgreSQL at {database} cannot be reached: {exception.Message}", isTransient: true, exception),
    };
}
