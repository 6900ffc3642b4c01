namespace Homing.Reports.ProviderApi;

/// <summary>The provider as we see it.</summary>
public sealed class ProviderClientOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "Homing:Reports:Provider";

    /// <summary>Where the provider's API is.</summary>
    /// <value><c>http</c> or <c>https</c>. Default: this process's own address.</value>
    public Uri? Url { get; set; }

    /// <summary>What the provider knows us by.</summary>
    /// <value>Default: the key of the demo, <c>Homing:Reports:DemoKeys</c>.</value>
    public string ApiKey { get; set; } = "";

    /// <summary>Where the provider's call backs reach the external reader.</summary>
    /// <value>Default: <c>/external-reader/webhooks</c> at this process's own address.</value>
    public Uri? CallbackUrl { get; set; }

    /// <summary>The hosts that are the provider's, each a name or address, with a port where only that one is meant.</summary>
    /// <value>Default: the host of <see cref="Url"/>.</value>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Whether a name of the provider may stand for an address of a private network, as inside a cluster.</summary>
    /// <value>Default false. An address that is itself in <see cref="Url"/> or <see cref="AllowedHosts"/> always may.</value>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>How long an answer may take; of a document, its beginning.</summary>
    /// <value>100 milliseconds to 5 minutes. Default 10 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the provider is left alone once half of the calls to it have failed.</summary>
    /// <value>500 milliseconds to 10 minutes. Default 15 seconds.</value>
    public TimeSpan BreakFor { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The largest document that is fetched.</summary>
    /// <value>1 KiB to 16 GiB. Default 64 MiB.</value>
    public long MaxDocumentBytes { get; set; } = 64 << 20;

    /// <summary>The bytes a second below which a download is given up.</summary>
    /// <value>1 to 1 GiB. Default 1 KiB.</value>
    public int MinBytesPerSecond { get; set; } = 1024;

    /// <summary>The time over which <see cref="MinBytesPerSecond"/> is measured.</summary>
    /// <value>100 milliseconds to 10 minutes. Default 30 seconds.</value>
    public TimeSpan RateWindow { get; set; } = TimeSpan.FromSeconds(30);
}
