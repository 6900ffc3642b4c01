namespace Homing.Reports.Provider.App.Jobs;

/// <summary>The steps of the work on a report, and which part of its time each takes.</summary>
internal static class WorkPlan
{
    public static IReadOnlyList<(string Message, int Share)> Steps { get; } =
    [
        ("Reading the sales", 20),
        ("Reading the reviews", 20),
        ("Summing the platforms", 15),
        ("Drawing the charts", 15),
        ("Setting the pages", 10),
        ("Rendering the document", 15),
        ("Storing the document", 5),
    ];

    /// <summary>The percent at which a step begins; past the last one 100.</summary>
    public static int BeginOf(int step) => Steps.Take(step).Sum(before => before.Share);
}
