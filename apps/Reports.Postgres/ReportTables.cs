using System.Text;
using Homing.Log;
using Homing.Postgres;
using Homing.Postgres.Migrations;
using Homing.Reports.Contracts;
using Npgsql;

namespace Homing.Reports.Postgres;

/// <summary>The tables of the reports: events as they came, and each report as they have made it.</summary>
internal static class ReportTables
{
    private const string InsertEvent =
        """
        insert into reports.event (partition, "offset", event_id, report_id, type, source, at, value)
        values ($1, $2, $3, $4, $5, $6, $7, $8::json)
        """;

    private const string SelectEvents =
        """
        select value::text from reports.event where report_id = $1 order by partition, "offset"
        """;

    private const string UpsertReport =
        """
        insert into reports.report (
            report_id, kind, title, parameters, state, progress, requested_by, requested_at, changed_at, changes, order_version,
            approver_role, reason, document_bytes, expires_at, mail, popup_sent)
        values ($1, $2, $3, $4::json, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        on conflict (report_id) do update set
            kind = excluded.kind, title = excluded.title, parameters = excluded.parameters, state = excluded.state,
            progress = excluded.progress, requested_by = excluded.requested_by, requested_at = excluded.requested_at,
            changed_at = excluded.changed_at, changes = excluded.changes, order_version = excluded.order_version,
            approver_role = excluded.approver_role, reason = excluded.reason, document_bytes = excluded.document_bytes,
            expires_at = excluded.expires_at, mail = excluded.mail, popup_sent = excluded.popup_sent
        """;

    /// <summary>What makes them.</summary>
    public static MigrationSet Migrations { get; } = MigrationSet.Embedded("reports", typeof(ReportTables).Assembly);

    /// <summary>What who keeps them has to be allowed with each.</summary>
    public static IReadOnlyDictionary<string, string> Rights { get; } = new Dictionary<string, string>
    {
        ["reports.position"] = "select, insert, update",
        ["reports.event"] = "select, insert, update",
        ["reports.report"] = "select, insert, update",
    };

    /// <summary>The next offset of a partition; 0 at first.</summary>
    public static Task<long> ReadPositionAsync(PostgresDatabase database, int partition, CancellationToken cancellationToken) =>
        database.UseAsync(
            async (connection, cancelled) =>
            {
                await using var select = Command(
                    connection, "select next_offset from reports.position where partition = $1", partition);
                return await select.ExecuteScalarAsync(cancelled) as long? ?? 0;
            },
            cancellationToken);

    /// <summary>
    /// Takes records in, with the position after them, all or nothing. False where the position is not the one expected: somebody else
    /// has taken them.
    /// </summary>
    public static Task<bool> TakeAsync(
        PostgresDatabase database, long expected, LogBatch batch, CancellationToken cancellationToken) =>
        database.UseAsync(
            async (connection, cancelled) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancelled);
                var next = batch.Records.Span[^1].Offset + 1;
                if (!await MoveAsync(connection, batch.Partition, expected, next, cancelled))
                {
                    return false;
                }

                foreach (var report in await AddEventsAsync(connection, batch, cancelled))
                {
                    await FoldAsync(connection, report, cancelled);
                }

                await transaction.CommitAsync(cancelled);
                return true;
            },
            cancellationToken);

    private static async Task<bool> MoveAsync(
        NpgsqlConnection connection, int partition, long expected, long next, CancellationToken cancellationToken)
    {
        await using var begin = Command(
            connection, "insert into reports.position values ($1, 0) on conflict do nothing", partition);
        await begin.ExecuteNonQueryAsync(cancellationToken);
        await using var move = Command(
            connection,
            "update reports.position set next_offset = $3 where partition = $1 and next_offset = $2",
            partition,
            expected,
            next);
        return await move.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Answers the reports that the events are about. A record that is no event is passed over, as everywhere.</summary>
    private static async Task<IReadOnlyCollection<Guid>> AddEventsAsync(
        NpgsqlConnection connection, LogBatch batch, CancellationToken cancellationToken)
    {
        var reports = new HashSet<Guid>();
        await using var inserts = new NpgsqlBatch(connection);
        foreach (var record in batch.Records.ToArray())
        {
            if (record.Value is not { } value || !ReportEvent.TryRead(value, out var happened, out _))
            {
                continue;
            }

            reports.Add(happened.ReportId);
            var insert = new NpgsqlBatchCommand(InsertEvent);
            AddParameters(
                insert.Parameters,
                batch.Partition,
                record.Offset,
                Text(happened.Id),
                happened.ReportId,
                happened.Type,
                Text(happened.Source),
                happened.Time.ToUniversalTime(),
                Encoding.UTF8.GetString(value.Span));
            inserts.BatchCommands.Add(insert);
        }

        if (reports.Count > 0)
        {
            await inserts.ExecuteNonQueryAsync(cancellationToken);
        }

        return reports;
    }

    private static async Task FoldAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken)
    {
        Report? report = null;
        await using (var select = Command(connection, SelectEvents, id))
        {
            await using var rows = await select.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                if (ReportEvent.TryRead(Encoding.UTF8.GetBytes(rows.GetString(0)), out var happened, out _))
                {
                    report = report is null ? Report.Begin(happened) : report.Apply(happened).After;
                }
            }
        }

        if (report is not null)
        {
            await using var upsert = Command(
                connection,
                UpsertReport,
                report.Id,
                Text(report.Order.Kind),
                Text(report.Order.Title),
                report.Order.Parameters.GetRawText(),
                ReportStates.NameOf(report.State),
                report.Progress,
                Text(report.RequestedBy),
                report.RequestedAt.ToUniversalTime(),
                report.ChangedAt.ToUniversalTime(),
                report.Changes,
                report.OrderVersion,
                Text(report.ApproverRole),
                Text(report.Reason),
                report.Document?.Length,
                report.ExpiresAt?.ToUniversalTime(),
                MailStates.NameOf(report.Mail.State),
                report.PopupSent);
            await upsert.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    // PostgreSQL's text cannot hold the character of code 0.
    private static string? Text(string? text) => text?.Replace('\0', '\uFFFD');

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        AddParameters(command.Parameters, parameters);
        return command;
    }

    private static void AddParameters(NpgsqlParameterCollection collection, params ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
        {
            collection.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }
    }
}
