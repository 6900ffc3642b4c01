namespace Homing.Reports.Dispatcher;

/// <summary>The policy, and how patient we are with the provider.</summary>
public sealed class DispatcherOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "Homing:Reports:Dispatcher";

    /// <summary>The roles whose reports somebody has to approve, separated by commas.</summary>
    /// <value>Default <c>analyst</c>. Empty: nobody's have to be approved.</value>
    public string RolesToApprove { get; set; } = "analyst";

    /// <summary>The role that may approve.</summary>
    /// <value>Default <c>approver</c>.</value>
    public string ApproverRole { get; set; } = "approver";

    /// <summary>The users who are told when a report awaits approval, separated by commas.</summary>
    /// <value>Default <c>approver</c>. Empty: nobody is told.</value>
    public string Approvers { get; set; } = "approver";

    /// <summary>When a report that nobody has approved counts as rejected.</summary>
    /// <value>
    /// 1 second to 30 days, and together with the two time-outs below less than <see cref="ReportOptions.EventsKept"/>. Default 24 hours.
    /// </value>
    public TimeSpan ApprovalTimeout { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long the provider may take to accept an order, and then to make the document.</summary>
    /// <value>1 second to 7 days. Default 1 hour.</value>
    public TimeSpan ProviderTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long fetching a document that is ready may take, all tries together.</summary>
    /// <value>1 second to 7 days. Default 1 hour.</value>
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Tries to fetch a document of which something other than what was promised came.</summary>
    /// <value>1 to 100. Default 5.</value>
    public int MaxFetches { get; set; } = 5;

    /// <summary>Documents that are fetched at the same moment; others wait for their turn.</summary>
    /// <value>1 to 1,000. Default 8.</value>
    public int FetchConcurrency { get; set; } = 8;

    /// <summary>How long the provider may be silent about a report before it is asked.</summary>
    /// <value>10 milliseconds to 10 minutes. Default 5 seconds.</value>
    public TimeSpan PollAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause between two questions about a report; they grow up to that.</summary>
    /// <value>10 milliseconds to 1 hour. Default 1 minute.</value>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(1);
}
