namespace Homing.Reports.Provider.App.Jobs;

/// <summary>A call back that is still to be taken.</summary>
/// <param name="Id">The same in each try.</param>
/// <param name="Type">What it says.</param>
/// <param name="At">When what it says happened.</param>
internal sealed record PendingCallback(string Id, string Type, DateTimeOffset At);
