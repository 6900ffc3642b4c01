using Homing.Doctor;
using Homing.Postgres.Following;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Homing.Postgres.Doctor;

/// <summary>Our database: what is in it, what we may do, and whether word of a change gets through.</summary>
internal sealed class PostgresCheck(
    PostgresDatabase database, IOptions<PostgresOptions> options, IEnumerable<ExpectedTables> expected, TimeProvider time) : IDoctorCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Name => "postgres";

    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        var found = await new DatabaseExamination(
            Name, PostgresOptions.SectionName, database, options.Value.Migrate, [.. expected], time).LookAsync(cancellationToken);
        if (found[0].Verdict == DoctorVerdict.Fail)
        {
            return found;
        }

        try
        {
            return [.. found, await LookAtWordAsync(cancellationToken)];
        }
        catch (Exception exception) when (exception is HomingException or NpgsqlException or TimeoutException or IOException)
        {
            return [.. found, DoctorFinding.Fail(Name, database.Translate(exception).Message, "Mend that first; then look again.")];
        }
    }

    private async Task<DoctorFinding> LookAtWordAsync(CancellationToken cancellationToken)
    {
        var channel = $"homing_doctor_{Guid.NewGuid():N}";
        await using var listener = await Listener.StartAsync(database, channel, cancellationToken);
        await database.UseAsync(
            async (connection, cancelled) =>
            {
                await using var notify = new NpgsqlCommand($"notify {channel}", connection);
                return await notify.ExecuteNonQueryAsync(cancelled);
            },
            cancellationToken);
        var begun = time.GetTimestamp();
        return await listener.WaitAsync(Patience, cancellationToken)
            ? DoctorFinding.Ok(Name, FormattableString.Invariant($"word of a change comes in {time.GetElapsedTime(begun).TotalMilliseconds:0.##} ms"))
            : DoctorFinding.Warn(
                Name,
                $"word of a change does not come within {Patience.TotalSeconds} s",
                $"Let the pooler pool by session, or leave it out: until then edits are seen every {PostgresOptions.SectionName}:{nameof(PostgresOptions.ReadAgainAfter)}.");
    }
}
