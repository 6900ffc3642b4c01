namespace Homing.Reports.Workflow;

/// <summary>What a service does about a report after a step.</summary>
/// <param name="IsDone">Nothing more, ever, unless something happens to it.</param>
/// <param name="At">When it looks again even where nothing has happened; null where it only waits for that.</param>
/// <param name="Work">What goes on meanwhile; when that has ended, it looks again too. Its failure is its owner's to see.</param>
internal readonly record struct NextStep(bool IsDone, DateTimeOffset? At, Task? Work = null)
{
    /// <summary>The service has nothing more to do for the report.</summary>
    public static NextStep Done { get; } = new(true, null);

    /// <summary>The service looks again when something has happened to the report.</summary>
    public static NextStep WhenChanged { get; } = new(false, null);

    /// <summary>The service looks again when something has happened to the report, or at that time.</summary>
    public static NextStep When(DateTimeOffset at) => new(false, at);

    /// <summary>The same, or when the work has ended, which takes long and should not keep other reports from their turn.</summary>
    public static NextStep After(Task work, DateTimeOffset at) => new(false, at, work);
}
