using Homing.Reports.Contracts;

namespace Homing.Reports.Trigger;

/// <summary>Why something about reports was refused.</summary>
internal static class ReportProblems
{
    /// <summary>There is no such report, or who asks may not know of it.</summary>
    public static ProblemException Unknown(Guid id) => new(Problem.NotFound($"report_id: there is no report {id:D} for you"));

    /// <summary>The key was used before, for something else.</summary>
    public static ProblemException OtherRequest() => new(new Problem(
        Problem.TypePrefix + "idempotency-key-reused", "The key was used for another request", 422,
        "Idempotency-Key: it was used before, for another order; take a new key for a new report"));

    /// <summary>Somebody else's report.</summary>
    public static ProblemException NotOwn(string what) =>
        new(Problem.Forbidden($"You did not ask for this report; only who did may {what} it."));

    /// <summary>One's own report.</summary>
    public static ProblemException OwnReport() => new(Problem.Forbidden("Nobody decides about their own report."));

    /// <summary>The order was changed meanwhile.</summary>
    public static ProblemException OtherVersion(Report report, int seen) => new(Problem.Conflict(
        $"version: {seen} is not the order as it is now, which is {report.OrderVersion}; look at it again"));

    /// <summary>Something else was first.</summary>
    /// <param name="report">How it stands.</param>
    /// <param name="what">What it cannot be any more.</param>
    public static ProblemException TooLate(Report report, string what)
    {
        var last = report.Timeline[^1];
        return new ProblemException(Problem.Conflict(
            $"The report is {ReportStates.NameOf(report.State)} and cannot be {what}. The last that happened: {last.Step} by {last.By}."));
    }

    /// <summary>The document is not here yet, or never will be.</summary>
    public static ProblemException NoDocument(Report report) => new(Problem.NotFound(
        $"The report is {ReportStates.NameOf(report.State)}: there is no document{(report.State.IsFinal() ? "" : " yet")}."));

    /// <summary>The document was here.</summary>
    public static ProblemException DocumentGone() =>
        new(Problem.Gone("The life time of the document is over; ask for the report anew."));
}
