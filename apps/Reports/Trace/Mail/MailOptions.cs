namespace Homing.Reports.Trace.Mail;

/// <summary>How who asked gets the document by mail.</summary>
public sealed class MailOptions
{
    /// <summary>Where these settings stand.</summary>
    public const string SectionName = "Homing:Reports:Mail";

    /// <summary>A mail of which nobody knows whether it was taken is left to people.</summary>
    public const string Never = "never";

    /// <summary>A mail of which nobody knows whether it was taken is sent once more.</summary>
    public const string Once = "once";

    /// <summary>
    /// The mail server: <c>smtp://user:password@host:587</c>, which turns to TLS where the server offers it, or <c>smtps://…</c>.
    /// </summary>
    /// <value>Default empty: mails are written to files, in the folder <c>outbox</c> of <c>Homing:Reports:Directory</c>.</value>
    public string Server { get; set; } = "";

    /// <summary>Who sends the mails; the part behind the <c>@</c> is also that of their Message-IDs.</summary>
    /// <value>An address, with a name before it if need be. Default <c>Homing reports &lt;reports@homing.example&gt;</c>.</value>
    public string From { get; set; } = "Homing reports <reports@homing.example>";

    /// <summary>Where people reach the pages, for the links in mails.</summary>
    /// <value>An address with <c>http</c> or <c>https</c>. Default empty: where this process listens.</value>
    public string PublicUrl { get; set; } = "";

    /// <summary>The largest document that is attached; a larger one is a link.</summary>
    /// <value>0 to 50 MiB, in bytes. Default 5 MiB.</value>
    public long MaxAttachmentBytes { get; set; } = 5 << 20;

    /// <summary>How long handing over a mail may take, from connecting to the server's answer.</summary>
    /// <value>1 second to 15 minutes. Default 2 minutes.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a mail that was not taken is tried again, with growing pauses; never longer than there is a document.
    /// </summary>
    /// <value>0 to 30 days. Default 3 days.</value>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Whether a mail of which nobody knows whether it was taken is sent again though nobody asks for it.</summary>
    /// <value><c>never</c> or <c>once</c>. Default <c>never</c>.</value>
    public string RetryUncertain { get; set; } = Never;

    /// <summary>Whether a server that does not offer TLS gets no mail. One that wants a password must offer it anyway.</summary>
    /// <value>Default false.</value>
    public bool RequireTls { get; set; }

    /// <summary>A PEM file of the certificates by which the server is believed, in place of those that the system believes.</summary>
    /// <value>A path. Default empty.</value>
    public string Certificates { get; set; } = "";
}
