namespace Homing.Reports.Contracts;

/// <summary>Where the mail of a report stands.</summary>
public enum MailState
{
    /// <summary>Not begun.</summary>
    None,

    /// <summary>Being handed to the server; after the time of <see cref="MailStatus.Until"/> nobody knows.</summary>
    Sending,

    /// <summary>The server took it.</summary>
    Sent,

    /// <summary>The server did not take it, and it is tried again.</summary>
    Waiting,

    /// <summary>The server did not take it, and it is not tried again.</summary>
    Failed,

    /// <summary>Nobody knows. It is sent again only where somebody wants it.</summary>
    Uncertain,
}
