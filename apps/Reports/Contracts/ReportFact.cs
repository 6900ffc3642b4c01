namespace Homing.Reports.Contracts;

/// <summary>What an event says has happened: the <c>data</c> of a CloudEvent, whose <c>type</c> is the name of the fact.</summary>
public abstract record ReportFact;

/// <summary>Somebody asks for a report.</summary>
/// <param name="By">The user who asks.</param>
/// <param name="Email">Where the document is sent.</param>
/// <param name="Roles">The roles of who asks, for the policy.</param>
/// <param name="Order">What is asked for.</param>
/// <param name="Fingerprint">Tells the same request from another one under the same idempotency key.</param>
public sealed record ReportRequested(string By, string Email, IReadOnlyList<string> Roles, ReportOrder Order, string Fingerprint) : ReportFact;

/// <summary>Who asked changed the order; an approval of the older one is void.</summary>
/// <param name="By">Who changed it.</param>
/// <param name="Order">The order in place of the older one.</param>
/// <param name="OrderVersion">The version that it replaces.</param>
public sealed record ReportEdited(string By, ReportOrder Order, int OrderVersion) : ReportFact;

/// <summary>The policy asks for somebody's approval.</summary>
/// <param name="OrderVersion">The version of the order that is to be approved.</param>
/// <param name="Role">Who may approve.</param>
/// <param name="Until">When it counts as rejected.</param>
public sealed record ReportApprovalRequested(int OrderVersion, string Role, DateTimeOffset Until) : ReportFact;

/// <summary>It may be made.</summary>
/// <param name="OrderVersion">The version of the order that was approved.</param>
/// <param name="By">Who approved; <c>policy</c> where nobody had to.</param>
/// <param name="Note">What they say about it.</param>
public sealed record ReportApproved(int OrderVersion, string By, string? Note = null) : ReportFact;

/// <summary>It may not be made, or nobody said so in time.</summary>
/// <param name="OrderVersion">The version of the order that was rejected.</param>
/// <param name="By">Who rejected; <c>policy</c> where the time was up.</param>
/// <param name="Note">Why.</param>
public sealed record ReportRejected(int OrderVersion, string By, string? Note = null) : ReportFact;

/// <summary>
/// The order is about to be handed to the provider, which may have it from here on: it can no longer be changed.
/// </summary>
/// <param name="OrderVersion">The version of the order that is handed over.</param>
/// <param name="Deadline">When we stop trying.</param>
public sealed record ReportSubmissionStarted(int OrderVersion, DateTimeOffset Deadline) : ReportFact;

/// <summary>The provider has taken the order.</summary>
/// <param name="Deadline">When we stop waiting for it.</param>
public sealed record ReportSubmitted(DateTimeOffset Deadline) : ReportFact;

/// <summary>How far the provider is.</summary>
/// <param name="Percent">0 to 100.</param>
/// <param name="Message">What it is doing, in words.</param>
public sealed record ReportProgressed(int Percent, string Message) : ReportFact;

/// <summary>The provider has made the document.</summary>
/// <param name="Document">What it will be.</param>
/// <param name="WebhookId">The id of the call back that said so; null where we asked.</param>
public sealed record ReportReady(DocumentDescription Document, string? WebhookId = null) : ReportFact;

/// <summary>It could not be made, fetched or kept.</summary>
/// <param name="Reason">Why, in words for who asked.</param>
/// <param name="WebhookId">The id of the call back that said so; null where it was ours to say.</param>
public sealed record ReportFailed(string Reason, string? WebhookId = null) : ReportFact;

/// <summary>The document is in our storage, whole.</summary>
/// <param name="Document">What it is.</param>
/// <param name="ExpiresAt">When its life time is over.</param>
public sealed record ReportIsHere(DocumentDescription Document, DateTimeOffset ExpiresAt) : ReportFact;

/// <summary>The popup is in the mailbox of who asked.</summary>
public sealed record ReportPopupSent : ReportFact;

/// <summary>A mail is about to be handed to the server. Where nothing follows, it may or may not have been sent.</summary>
/// <param name="Attempt">1 for the first.</param>
/// <param name="Claim">Names who sends, so that of two only one does.</param>
/// <param name="Until">By then it was handed over, or it is uncertain.</param>
public sealed record ReportMailStarted(int Attempt, string Claim, DateTimeOffset Until) : ReportFact;

/// <summary>The server took the mail.</summary>
/// <param name="Attempt">Which.</param>
/// <param name="MessageId">Its Message-ID, the same for every attempt.</param>
public sealed record ReportMailSent(int Attempt, string MessageId) : ReportFact;

/// <summary>The server certainly did not take the mail.</summary>
/// <param name="Attempt">Which.</param>
/// <param name="Reason">Why.</param>
/// <param name="RetryAt">When it is tried again; null where it is not.</param>
public sealed record ReportMailFailed(int Attempt, string Reason, DateTimeOffset? RetryAt = null) : ReportFact;

/// <summary>Nobody knows whether the server took the mail.</summary>
/// <param name="Attempt">Which.</param>
/// <param name="Reason">Why nobody knows.</param>
public sealed record ReportMailUncertain(int Attempt, string Reason) : ReportFact;

/// <summary>Somebody wants a mail that is uncertain, or failed for good, to be sent again.</summary>
/// <param name="Attempt">The attempt that is not enough for them.</param>
/// <param name="By">Who.</param>
public sealed record ReportMailWanted(int Attempt, string By) : ReportFact;

/// <summary>Who asked was told.</summary>
public sealed record ReportDelivered : ReportFact;

/// <summary>Who asked took it back.</summary>
/// <param name="By">Who.</param>
public sealed record ReportCancelled(string By) : ReportFact;

/// <summary>The life time is over: from here on there is no document.</summary>
public sealed record ReportExpired : ReportFact;

/// <summary>Nothing of the report is in either storage any more.</summary>
public sealed record ReportCleaned : ReportFact;
