namespace Homing.Reports.Contracts;

/// <summary>What is known of states alone.</summary>
public static class ReportStates
{
    private static readonly Dictionary<ReportState, string> Names = new()
    {
        [ReportState.Requested] = "requested",
        [ReportState.AwaitingApproval] = "awaiting_approval",
        [ReportState.Approved] = "approved",
        [ReportState.Preparing] = "preparing",
        [ReportState.Ready] = "ready",
        [ReportState.Fetched] = "fetched",
        [ReportState.Delivered] = "delivered",
        [ReportState.Expired] = "expired",
        [ReportState.Rejected] = "rejected",
        [ReportState.Failed] = "failed",
        [ReportState.Cancelled] = "cancelled",
    };

    /// <summary>The name in JSON.</summary>
    public static string NameOf(ReportState state) => Names[state];

    /// <summary>True where no document will come, or it is gone.</summary>
    public static bool IsFinal(this ReportState state) => state >= ReportState.Expired;

    /// <summary>True where the document is here.</summary>
    public static bool HasDocument(this ReportState state) => state is ReportState.Fetched or ReportState.Delivered;

    /// <summary>True while it is not with the provider, so that it may still be changed.</summary>
    public static bool IsBeforeProvider(this ReportState state) => state <= ReportState.Approved;
}
