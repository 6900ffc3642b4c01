using System.Globalization;
using Homing.Doctor;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Homing.Leases.Redis.Doctor;

/// <summary>Whether Redis answers, how fast, what its clock says, and whether it may throw away the leases.</summary>
internal sealed class RedisCheck(IOptions<RedisOptions> options, TimeProvider time) : IDoctorCheck
{
    private const string Configuration = $"{RedisOptions.SectionName}:{nameof(RedisOptions.Configuration)}";
    private const string Timeout = $"{RedisOptions.SectionName}:{nameof(RedisOptions.Timeout)}";

    public string Name => "redis";

    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        await using var connection = new RedisConnection(options.Value, NullLogger.Instance);
        try
        {
            var database = (await connection.GetAsync().WaitAsync(cancellationToken)).GetDatabase();

            // The first call waits for what connecting still does.
            await ClockAsync(database, cancellationToken);
            var asked = time.GetUtcNow();
            var begun = time.GetTimestamp();
            var theirs = await ClockAsync(database, cancellationToken);
            var took = time.GetElapsedTime(begun);
            return
            [
                await AnswerAsync(database, connection.Servers, took, cancellationToken),
                ClockSkew.Judge("redis clock", $"the clock of Redis at {connection.Servers}", theirs - (asked + (took / 2)), took / 2),
                .. await MemoryAsync(database, cancellationToken),
            ];
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var error = RedisErrors.Translate(exception, "asking for its time", connection.Servers);
            return
            [
                DoctorFinding.Fail(
                    Name,
                    error.Message,
                    error.IsTransient
                        ? $"Start Redis, let this machine reach it, or set {Configuration} to where it is."
                        : $"Put the right password into {Configuration}, or let its user run scripts on the keys {options.Value.KeyPrefix}*."),
            ];
        }
    }

    private static async Task<DateTimeOffset> ClockAsync(IDatabase database, CancellationToken cancellationToken)
    {
        var parts = (string[])(await database.ExecuteAsync("TIME").WaitAsync(cancellationToken))!;
        return DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture))
            .AddMicroseconds(long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private async Task<DoctorFinding> AnswerAsync(
        IDatabase database, string servers, TimeSpan took, CancellationToken cancellationToken)
    {
        var server = (string)(await database.ExecuteAsync("INFO", "server").WaitAsync(cancellationToken))!;
        var version = server.Split("redis_version:") is [_, var rest, ..] ? rest.Split('\r', '\n')[0] : "unknown";
        var seen = string.Create(
            CultureInfo.InvariantCulture, $"{servers}, version {version}, answers in {took.TotalMilliseconds:0.##} ms");
        return took > options.Value.Timeout / 2
            ? DoctorFinding.Warn(
                Name,
                seen + string.Create(CultureInfo.InvariantCulture, $"; {Timeout} is {options.Value.Timeout.TotalMilliseconds} ms"),
                $"Bring Redis nearer, or raise {Timeout}: gateways that cannot renew in time stop serving.")
            : DoctorFinding.Ok(Name, seen);
    }

    // Who may not ask for the configuration is told nothing of it.
    private async Task<IEnumerable<DoctorFinding>> MemoryAsync(IDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            var policy = ((string[])(await database.ExecuteAsync("CONFIG", "GET", "maxmemory-policy").WaitAsync(cancellationToken))!)
                .ElementAtOrDefault(1) ?? "";
            return
            [
                policy.StartsWith("allkeys", StringComparison.Ordinal)
                    ? DoctorFinding.Warn(
                        Name,
                        $"maxmemory-policy is {policy}: where memory is short, Redis throws the leases away",
                        "Set maxmemory-policy to noeviction or to one of volatile-*.")
                    : DoctorFinding.Ok(Name, $"maxmemory-policy is {policy}"),
            ];
        }
        catch (RedisServerException)
        {
            return [];
        }
    }
}
