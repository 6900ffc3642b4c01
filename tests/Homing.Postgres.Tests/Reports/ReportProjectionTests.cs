using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Homing.Log;
using Homing.Postgres.Tests.Server;
using Homing.Reports;
using Homing.Reports.Contracts;
using Homing.Reports.Postgres;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Homing.Postgres.Tests.Reports;

public sealed class ReportProjectionTests(PostgresServer server) : PostgresTests(server)
{
    private static readonly DateTimeOffset Morning = new(2026, 5, 7, 9, 0, 0, TimeSpan.Zero);
    private static readonly DocumentDescription Document = new(1234, new string('a', 64));

    private readonly InMemoryLog _log = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await _log.EnsureTopicAsync(ReportTopics.EventsOptions(4, TimeSpan.FromDays(30)), Cancelled);
    }

    [Fact]
    public async Task Report_can_be_asked_about_with_sql_as_it_stands()
    {
        await using var projection = await StartAsync();
        var id = Guid.NewGuid();
        await HappenAsync(id, Requested("Nintendo's \"best\"\0 ığŞ 日本"), new ReportApprovalRequested(1, "approver", Morning.AddDays(1)));
        await CaughtUpAsync();
        Assert.Equal("awaiting_approval, by approver, of ceo", await AskAsync<string>(
            $"select state || ', by ' || approver_role || ', of ' || requested_by from reports.report where report_id = '{id}'"));
        Assert.Equal("Nintendo's \"best\"\uFFFD ığŞ 日本", await AskAsync<string>("select title from reports.report"));
        Assert.Equal("2015", await AskAsync<string>("select parameters->>'year' from reports.report"));

        await HappenAsync(
            id, new ReportApproved(1, "approver"), new ReportReady(Document), new ReportIsHere(Document, Morning.AddHours(1)), new ReportPopupSent());
        await _log.AppendAsync(ReportTopics.Events, new LogEntry(default, "no event"u8.ToArray()), Cancelled);
        await CaughtUpAsync();

        Assert.Equal("fetched 1234 true", await AskAsync<string>(
            "select state || ' ' || document_bytes || ' ' || popup_sent from reports.report"));
        Assert.Equal(6, await AskAsync<long>($"select count(*) from reports.event where report_id = '{id}'"));
    }

    [Fact]
    public async Task Every_event_counts_once_whoever_writes_and_however_often_it_is_cut_off()
    {
        var projections = new List<Projection> { await StartAsync(), await StartAsync(), await StartAsync() };
        for (var round = 0; round < 6; round++)
        {
            for (var report = 0; report < 10; report++)
            {
                await HappenAsync(Guid.NewGuid(), Requested("A title"), new ReportApproved(1, "policy"), new ReportCancelled("ceo"));
            }

            if (round % 2 == 0)
            {
                await AskAsync<long>(
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
            }
            else
            {
                await projections[0].DisposeAsync();
                projections.RemoveAt(0);
                projections.Add(await StartAsync());
            }
        }

        await CaughtUpAsync();
        Assert.Equal(180, await AskAsync<long>("select count(distinct event_id) from reports.event"));
        Assert.Equal(180, await AskAsync<long>("select count(*) from reports.event"));
        Assert.Equal(60, await AskAsync<long>("select count(*) from reports.report where state = 'cancelled' and changes = 3"));
        foreach (var projection in projections)
        {
            await projection.DisposeAsync();
        }
    }

    [Fact]
    public async Task Tables_that_were_dropped_are_made_again_from_the_beginning()
    {
        await using var projection = await StartAsync();
        await HappenAsync(Guid.NewGuid(), Requested("Before"));
        await CaughtUpAsync();

        await ExecuteAsync("drop schema reports cascade");
        await HappenAsync(Guid.NewGuid(), Requested("After"));
        await CaughtUpAsync();

        Assert.Equal("After,Before", await AskAsync<string>("select string_agg(title, ',' order by title) from reports.report"));
    }

    /// <summary>A failure prints the seed and the facts; run it again with <c>Config.WithReplay(seed, gamma)</c>.</summary>
    [Fact]
    public async Task Any_events_make_the_row_that_the_fold_makes_of_them()
    {
        await using var projection = await StartAsync();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(15),
            Prop.ForAll(Gen.Elements(Facts).ListOf(12).ToArbitrary(), async Task (facts) =>
            {
                var id = Guid.NewGuid();
                var expected = Report.Begin(Event(id, Requested("A title")))!;
                var events = facts.Select(fact => Event(id, fact)).ToArray();
                expected = events.Aggregate(expected, (report, next) => report.Apply(next).After);

                await HappenAsync(id, Requested("A title"));
                await AppendAsync(events);
                await CaughtUpAsync();

                Assert.Equal(
                    $"{ReportStates.NameOf(expected.State)} {expected.Changes} {expected.Progress} {expected.OrderVersion} {expected.Reason}"
                    + $" {MailStates.NameOf(expected.Mail.State)}",
                    await AskAsync<string>(
                        "select concat_ws(' ', state, changes, progress, order_version, coalesce(reason, ''), mail) "
                        + $"from reports.report where report_id = '{id}'"));
            }));
    }

    private static ReportFact[] Facts =>
    [
        new ReportEdited("ceo", Order("Another title"), 1), new ReportApprovalRequested(1, "approver", Morning), new ReportApproved(1, "a"),
        new ReportApproved(2, "a"), new ReportRejected(1, "a", "no"), new ReportSubmissionStarted(1, Morning), new ReportSubmitted(Morning),
        new ReportProgressed(40, "half"), new ReportReady(Document), new ReportFailed("out of paper"), new ReportIsHere(Document, Morning),
        new ReportMailStarted(1, "me", Morning), new ReportMailSent(1, "id"), new ReportDelivered(), new ReportCancelled("ceo"),
        new ReportExpired(), new ReportCleaned(),
    ];

    private static ReportOrder Order(string title) =>
        new(ReportKinds.TopGames, title, JsonDocument.Parse("""{"year":2015}""").RootElement, 60);

    private static ReportRequested Requested(string title) => new("ceo", "ceo@homing.example", ["ceo"], Order(title), "f");

    private static ReportEvent Event(Guid id, ReportFact fact) => new(Guid.NewGuid().ToString("N"), "test", id, Morning, "", fact);

    private Task HappenAsync(Guid id, params ReportFact[] facts) => AppendAsync([.. facts.Select(fact => Event(id, fact))]);

    private async Task AppendAsync(ReportEvent[] events)
    {
        foreach (var happened in events)
        {
            await _log.AppendAsync(ReportTopics.Events, happened.ToEntry(), Cancelled);
        }
    }

    private async Task CaughtUpAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        deadline.CancelAfter(Deadline);
        var topic = await _log.DescribeTopicAsync(ReportTopics.Events, Cancelled);
        while (!deadline.IsCancellationRequested)
        {
            try
            {
                var read = await AskAsync<long>("select coalesce(sum(next_offset), 0)::bigint from reports.position");
                if (read == topic!.Partitions.Sum(range => range.End))
                {
                    return;
                }
            }
            catch (PostgresException exception) when (
                exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.AdminShutdown)
            {
                // Not made yet, or this connection was ended with the others.
            }
        }

        Assert.Fail("The tables were not brought up to date.");
    }

    private async Task<Projection> StartAsync()
    {
        var database = OpenDatabase();
        var projection = new ReportProjection(
            _log,
            database,
            Options.Create(new ReportOptions()),
            Options.Create(new PostgresOptions()),
            TimeProvider.System,
            NullLogger<ReportProjection>.Instance);
        await projection.StartAsync(Cancelled);
        return new Projection(projection, database);
    }

    private sealed class Projection(ReportProjection projection, PostgresDatabase database) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await projection.StopAsync(CancellationToken.None);
            projection.Dispose();
            await database.DisposeAsync();
        }
    }
}
