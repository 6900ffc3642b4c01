using Homing.Log;
using Homing.Reports.Contracts;
using Homing.Reports.Tests.Contracts;
using Homing.Reports.Tests.Workflow;
using Homing.Reports.Trigger;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Reports.Tests.Trigger;

/// <summary>A process that has read less than others have said refuses nothing for how it stood.</summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    private static readonly ReportCaller Asker = new("analyst", ["analyst"]);
    private static readonly ReportCaller Approver = new("approver", ["approver"]);

    private readonly FakeTimeProvider _time = new(Story.Start);
    private readonly InMemoryLog _log;
    private readonly LaggingLog _lagging;
    private WorkflowLife _ahead = null!;
    private WorkflowLife _behind = null!;
    private Report _report = null!;

    public ReplicaTests()
    {
        _log = new InMemoryLog(_time);
        _lagging = new LaggingLog(_log);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private ReportDesk Desk => _behind.Get<ReportDesk>();

    private DateTimeOffset Later => _time.GetUtcNow().AddDays(1);

    public async ValueTask InitializeAsync()
    {
        _ahead = await StartAsync(_log);
        _behind = await StartAsync(_lagging);
        _report = (await _ahead.Ledger.BeginAsync(
            Guid.NewGuid(), "test", Story.Request, "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01", Cancelled)).Report!;
        await _behind.Ledger.CatchUpAsync(Cancelled);
        _lagging.Lag();
    }

    public async ValueTask DisposeAsync()
    {
        await _behind.DisposeAsync();
        await _ahead.DisposeAsync();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task Approver_of_whom_it_does_not_know_yet_decides()
    {
        await SayAsync(new ReportApprovalRequested(1, "approver", Later));

        Assert.Equal(ReportState.Approved, (await Desk.DecideAsync(_report.Id, Approver, true, null, 1, Cancelled)).State);
    }

    [Fact]
    public async Task Approver_of_whom_it_does_not_know_yet_sees_the_report()
    {
        await SayAsync(new ReportApprovalRequested(1, "approver", Later));

        Assert.Equal(ReportState.AwaitingApproval, (await Desk.FindAsync(_report.Id, Approver, Cancelled)).State);
    }

    [Fact]
    public async Task Decision_about_an_edit_that_it_has_not_read_counts()
    {
        await SayAsync(new ReportApprovalRequested(1, "approver", Later));
        await _behind.Ledger.CatchUpAsync(Cancelled);
        _lagging.Lag();
        await SayAsync(new ReportEdited("analyst", Story.Order, 1), new ReportApprovalRequested(2, "approver", Later));

        Assert.Equal(ReportState.Approved, (await Desk.DecideAsync(_report.Id, Approver, true, null, 2, Cancelled)).State);
    }

    [Fact]
    public async Task Edit_of_an_edit_that_it_has_not_read_counts()
    {
        await SayAsync(new ReportEdited("analyst", Story.Order, 1));

        Assert.Equal(3, (await Desk.EditAsync(_report.Id, Asker, Story.Order, 2, Cancelled)).OrderVersion);
    }

    [Fact]
    public async Task Mail_of_which_it_has_not_read_that_it_failed_is_sent_again()
    {
        await SayAsync([.. Story.WayTo(ReportState.Fetched), new ReportMailStarted(1, "c", Later), new ReportMailFailed(1, "no")]);

        var again = Desk.MailAgainAsync(_report.Id, Asker, Cancelled).WaitAsync(TimeSpan.FromMinutes(1), Cancelled);

        Assert.Equal(MailState.Waiting, (await again).Mail.State);
    }

    private Task<WorkflowLife> StartAsync(ILog log) => WorkflowLife.StartAsync(log, _time, services => services.AddReportDesk());

    private async Task SayAsync(params IEnumerable<ReportFact> facts)
    {
        foreach (var fact in facts)
        {
            Assert.Equal(Verdict.Applied, (await _ahead.Ledger.AppendAsync(_report, "test", fact, Cancelled)).Verdict);
        }
    }
}
