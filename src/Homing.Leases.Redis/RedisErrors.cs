using StackExchange.Redis;

namespace Homing.Leases.Redis;

/// <summary>Makes of what the client throws an error that says whether another try may help.</summary>
internal static class RedisErrors
{
    // The words that Redis begins an error with that passes: while it starts, fails over, moves slots, is busy or full.
    private static readonly HashSet<string> Passing =
    [
        "ASK", "BUSY", "CLUSTERDOWN", "LOADING", "MASTERDOWN", "MISCONF", "MOVED", "NOREPLICAS", "NOSCRIPT", "OOM", "READONLY",
        "TRYAGAIN",
    ];

    private static readonly HashSet<string> NotLetIn = ["NOAUTH", "NOPERM", "WRONGPASS"];

    /// <summary>What failed, where, why, and whether another try may help. Never shows a password.</summary>
    /// <param name="exception">What the client threw.</param>
    /// <param name="operation">What was tried.</param>
    /// <param name="servers">Where.</param>
    public static HomingException Translate(Exception exception, string operation, string servers) => exception switch
    {
        HomingException already => already,
        TimeoutException => new HomingException(
            $"Redis at {servers} did not answer in time ({operation}).", isTransient: true, exception),
        RedisConnectionException connection when IsRefusal(connection) => Refused(operation, servers, exception),
        RedisServerException server when NotLetIn.Contains(FirstWord(server)) => Refused(operation, servers, exception),
        RedisServerException server => new HomingException(
            $"Redis at {servers} refused ({operation}): {server.Message}", Passing.Contains(FirstWord(server)), exception),
        _ => new HomingException(
            $"Redis at {servers} cannot be reached ({operation}): {exception.Message}", isTransient: true, exception),
    };

    private static HomingException Refused(string operation, string servers, Exception exception) => new(
        $"Redis at {servers} does not let us in ({operation}): the password in "
        + $"{RedisOptions.SectionName}:{nameof(RedisOptions.Configuration)} is missing or wrong, or its user may not do this.",
        isTransient: false,
        exception);

    // While connecting, the kind of failure is in the message alone.
    private static bool IsRefusal(RedisConnectionException exception) =>
        exception.FailureType == ConnectionFailureType.AuthenticationFailure
        || exception.Message.Contains(nameof(ConnectionFailureType.AuthenticationFailure), StringComparison.Ordinal);

    private static string FirstWord(RedisServerException exception) => exception.Message.Split(' ', 2)[0];
}
