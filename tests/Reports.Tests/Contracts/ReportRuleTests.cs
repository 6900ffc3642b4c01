using Homing.Reports.Contracts;

namespace Homing.Reports.Tests.Contracts;

/// <summary>Which facts can happen in which states: every pair of the two.</summary>
public sealed class ReportRuleTests
{
    private static readonly ReportState[] BeforeProvider =
        [ReportState.Requested, ReportState.AwaitingApproval, ReportState.Approved];

    private static readonly ReportState[] Undecided = [ReportState.Requested, ReportState.AwaitingApproval];

    private static readonly ReportState[] HasDocument = [ReportState.Fetched, ReportState.Delivered];

    // Where a report has no mail yet: what is said of one is too late everywhere.
    private static readonly Dictionary<Type, ReportState[]> Rules = new()
    {
        [typeof(ReportEdited)] = BeforeProvider,
        [typeof(ReportApprovalRequested)] = [ReportState.Requested],
        [typeof(ReportApproved)] = Undecided,
        [typeof(ReportRejected)] = Undecided,
        [typeof(ReportSubmissionStarted)] = [ReportState.Approved],
        [typeof(ReportSubmitted)] = [ReportState.Approved],
        [typeof(ReportProgressed)] = [ReportState.Preparing],
        [typeof(ReportReady)] = [ReportState.Approved, ReportState.Preparing],
        [typeof(ReportFailed)] = [ReportState.Approved, ReportState.Preparing, ReportState.Ready],
        [typeof(ReportIsHere)] = [ReportState.Ready],
        [typeof(ReportPopupSent)] = [.. HasDocument, ReportState.Failed, ReportState.Rejected],
        [typeof(ReportMailStarted)] = HasDocument,
        [typeof(ReportMailSent)] = [],
        [typeof(ReportMailFailed)] = [],
        [typeof(ReportMailUncertain)] = [],
        [typeof(ReportMailWanted)] = [],
        [typeof(ReportDelivered)] = [ReportState.Fetched],
        [typeof(ReportCancelled)] = [.. BeforeProvider, ReportState.Preparing, ReportState.Ready],
        [typeof(ReportExpired)] = HasDocument,
        [typeof(ReportCleaned)] = [ReportState.Expired, ReportState.Rejected, ReportState.Failed, ReportState.Cancelled],
    };

    public static TheoryData<string> Facts => [.. Story.OneOfEach.Select(fact => fact.GetType().Name)];

    [Fact]
    public void Every_fact_there_is_has_a_rule_and_an_example()
    {
        var facts = typeof(ReportFact).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ReportFact))).ToArray();

        Assert.Equivalent(facts, Story.OneOfEach.Select(fact => fact.GetType()), strict: true);
        Assert.Equivalent(facts.Except([typeof(ReportRequested)]), Rules.Keys, strict: true);
    }

    [Theory]
    [MemberData(nameof(Facts))]
    public void Fact_happens_in_its_states_alone(string name)
    {
        var fact = Story.OneOfEach.Single(one => one.GetType().Name == name);
        foreach (var state in Enum.GetValues<ReportState>())
        {
            var story = new Story();
            var report = story.Tell(Story.WayTo(state));
            Assert.Equal(state, report.State);

            var next = story.Next(fact);
            var (after, verdict) = report.Apply(next);

            var expected = fact is ReportRequested ? Verdict.Repeated
                : Rules[fact.GetType()].Contains(state) ? Verdict.Applied : Verdict.TooLate;
            Assert.True(expected == verdict, $"{name} while {state} was {verdict}");
            if (verdict == Verdict.Applied)
            {
                Assert.Equal(report.Changes + 1, after.Changes);
                Assert.Equal(next.Time, after.ChangedAt);
                Assert.Equal(next.Time, after.Timeline[^1].At);
                Assert.Equal((after, Verdict.Repeated), after.Apply(next));
            }
            else
            {
                Assert.Same(report, after);
            }
        }
    }

    [Theory]
    [InlineData(MailState.None, nameof(ReportMailStarted))]
    [InlineData(MailState.Sending, nameof(ReportMailSent), nameof(ReportMailFailed), nameof(ReportMailUncertain))]
    [InlineData(MailState.Sent)]
    [InlineData(MailState.Waiting, nameof(ReportMailStarted))]
    [InlineData(MailState.Failed, nameof(ReportMailWanted))]
    [InlineData(MailState.Uncertain, nameof(ReportMailSent), nameof(ReportMailFailed), nameof(ReportMailWanted))]
    public void Mail_goes_on_as_its_state_allows(MailState state, params string[] allowed)
    {
        ReportFact[] way = state switch
        {
            MailState.None => [],
            MailState.Sending => [new ReportMailStarted(1, "c", Story.Start)],
            MailState.Sent => [new ReportMailStarted(1, "c", Story.Start), new ReportMailSent(1, "m")],
            MailState.Waiting => [new ReportMailStarted(1, "c", Story.Start), new ReportMailFailed(1, "busy", Story.Start)],
            MailState.Failed => [new ReportMailStarted(1, "c", Story.Start), new ReportMailFailed(1, "no")],
            _ => [new ReportMailStarted(1, "c", Story.Start), new ReportMailUncertain(1, "silent")],
        };
        var attempt = way.Length == 0 ? 0 : 1;
        ReportFact[] facts =
        [
            new ReportMailStarted(attempt + 1, "d", Story.Start), new ReportMailSent(attempt, "m"), new ReportMailFailed(attempt, "no"),
            new ReportMailUncertain(attempt, "silent"), new ReportMailWanted(attempt, "analyst"),
        ];
        var story = new Story();
        var report = story.Tell([.. Story.WayTo(ReportState.Fetched), .. way]);
        Assert.Equal(state, report.Mail.State);

        Assert.Equal(
            allowed.Order(),
            facts.Where(fact => report.Apply(story.Next(fact)).Verdict == Verdict.Applied).Select(fact => fact.GetType().Name).Order());

        // Of another attempt nothing counts.
        ReportFact[] others =
        [
            new ReportMailStarted(attempt + 2, "d", Story.Start), new ReportMailSent(attempt + 1, "m"), new ReportMailFailed(attempt + 1, "no"),
            new ReportMailUncertain(attempt + 1, "silent"), new ReportMailWanted(attempt + 1, "analyst"),
        ];
        Assert.All(others, fact => Assert.Equal(Verdict.TooLate, report.Apply(story.Next(fact)).Verdict));
    }

    [Fact]
    public void Every_state_has_a_name_of_its_own()
    {
        var names = Enum.GetValues<ReportState>().Select(ReportStates.NameOf).ToArray();

        Assert.Equal(
            [
                "requested", "awaiting_approval", "approved", "preparing", "ready", "fetched", "delivered", "expired", "rejected",
                "failed", "cancelled",
            ],
            names);
        Assert.Equal(
            ["none", "sending", "sent", "waiting", "failed", "uncertain"], Enum.GetValues<MailState>().Select(MailStates.NameOf));
    }
}
