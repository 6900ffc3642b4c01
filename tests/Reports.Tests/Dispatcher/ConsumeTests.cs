using System.Text;
using Homing.Log;
using Homing.Messages;
using Homing.Reports.Contracts;
using Homing.Reports.Dispatcher;
using Homing.Reports.Tests.ProviderApi;
using Homing.Reports.Workflow;
using Homing.Testing;

namespace Homing.Reports.Tests.Dispatcher;

/// <summary>"Consume: duplicate, reordered, poison" of the failure table.</summary>
public sealed class ConsumeTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-consume-");
    private readonly InMemoryLog _log = new();
    private readonly Guid _id = Guid.NewGuid();
    private HostileProvider _provider = null!;
    private RoleProcess _process = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ReportLedger Ledger => _process.Get<ReportLedger>();

    public async ValueTask InitializeAsync()
    {
        _provider = await HostileProvider.StartAsync();
        _process = await RoleProcess.StartAsync(
            [new DispatcherRole()],
            _log,
            settings: [.. DispatcherScene.Settings(_provider, _folder.FullName), ("Homing:Reports:Dispatcher:PollAfter", "00:00:00.010")]);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _provider.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Poison_goes_to_the_dead_letters_and_holds_nothing_up()
    {
        foreach (var poison in new[] { "not JSON", """{"specversion":"1.0"}""" })
        {
            await AppendAsync(new LogEntry(Key(), Encoding.UTF8.GetBytes(poison)));
        }

        await RequestAsync();
        await FetchedAsync();

        var dead = Topics.Dead(ReportTopics.Events);
        await using var reader = _log.OpenReader(dead, StartAt.Beginning);
        var letters = new List<string>();
        while (letters.Count < 2)
        {
            foreach (var record in (await reader.ReadAsync(Token)).Records.ToArray())
            {
                Assert.True(record.Headers.TryGet(DeadLetters.ReasonHeader, out _));
                letters.Add(Encoding.UTF8.GetString(record.Value!.Value.Span));
            }
        }

        Assert.Equal(["not JSON", """{"specversion":"1.0"}"""], letters);
    }

    [Fact]
    public async Task Events_that_are_repeated_or_in_the_wrong_order_change_nothing()
    {
        // Before the report is asked for, after it is over, and twice: the same one and another that says the same.
        var early = Event(new ReportSubmitted(DateTimeOffset.UnixEpoch.AddYears(100)));
        var requested = Event(DispatcherScene.Request("ceo"));
        await AppendAsync(early.ToEntry());
        await AppendAsync(requested.ToEntry());
        await AppendAsync(requested.ToEntry());
        await AppendAsync((requested with { Id = "other" }).ToEntry());
        await FetchedAsync();
        await AppendAsync(early.ToEntry());
        await AppendAsync(Event(new ReportFailed("too late")).ToEntry());
        await Ledger.CatchUpAsync(Token);

        Assert.Equal(ReportState.Fetched, Ledger.Find(_id)!.State);
        Assert.Equal([_id], _provider.Taken);
        Assert.Single(Ledger.Find(_id)!.Timeline, entry => entry.Step == "requested");
    }

    private byte[] Key() => Encoding.UTF8.GetBytes(_id.ToString("D"));

    private ReportEvent Event(ReportFact fact) => new(
        $"{fact.GetType().Name}", "test", _id, DateTimeOffset.UnixEpoch, DispatcherScene.TraceParent, fact);

    private ValueTask<LogPosition> AppendAsync(LogEntry entry) => _log.AppendAsync(ReportTopics.Events, entry, Token);

    private Task<Judged> RequestAsync() => Ledger.BeginAsync(
        _id, "report-trigger", DispatcherScene.Request("ceo"), DispatcherScene.TraceParent, Token);

    private async Task FetchedAsync()
    {
        while (true)
        {
            await Ledger.CatchUpAsync(Token);
            if (Ledger.Find(_id) is not { } report || report.State == ReportState.Fetched)
            {
                Assert.NotNull(Ledger.Find(_id));
                return;
            }

            await Ledger.ChangedAsync(report, Token);
        }
    }
}
