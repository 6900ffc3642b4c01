namespace Homing.Reports.Contracts;

/// <summary>Where a report stands. Within a version of its order it only goes forward.</summary>
public enum ReportState
{
    /// <summary>Asked for; whether somebody has to approve it is not decided yet.</summary>
    Requested,

    /// <summary>Somebody has to approve it.</summary>
    AwaitingApproval,

    /// <summary>It may be made.</summary>
    Approved,

    /// <summary>The provider has taken it.</summary>
    Preparing,

    /// <summary>The provider has made it.</summary>
    Ready,

    /// <summary>The document is here, whole.</summary>
    Fetched,

    /// <summary>Who asked was told.</summary>
    Delivered,

    /// <summary>Its life time is over; the document is gone.</summary>
    Expired,

    /// <summary>It was not approved, or not in time. Final.</summary>
    Rejected,

    /// <summary>It could not be made; the reason is in the timeline. Final.</summary>
    Failed,

    /// <summary>Who asked took it back. Final.</summary>
    Cancelled,
}
