using Homing.Roles;

namespace Homing.Reports.Provider;

/// <summary>The reporting provider: its app and its storage.</summary>
internal sealed class ProviderOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "Homing:Provider";

    /// <summary>The folder of the provider's own state and documents; one process of each role at a time.</summary>
    /// <value>Default <c>./.data/provider</c>; <c>--data</c> sets it.</value>
    public string Directory { get; set; } = "./.data/provider";

    /// <summary>The file of the games.</summary>
    public string Games { get; set; } = "data/games/video_games_sales_2016.csv";

    /// <summary>Where the games come from: the file, or the provider's own database that the file filled once.</summary>
    /// <value><c>file</c> or <c>database</c>. Default <c>file</c>.</value>
    public string GameSource { get; set; } = DataSources.File;

    /// <summary>The keys that clients show; any of them is good.</summary>
    /// <value>Each 16 to 256 characters. Default: that of the demo.</value>
    public string[] ApiKeys { get; set; } = [];

    /// <summary>What signs call backs; with several, each signs.</summary>
    /// <value>At most 8, each <c>whsec_</c> and base64 of 24 to 64 bytes. Default: that of the demo.</value>
    public string[] WebhookSecrets { get; set; } = [];

    /// <summary>What the app shows to the storage.</summary>
    /// <value>16 to 256 characters. Default: that of the demo.</value>
    public string? FileKey { get; set; }

    /// <summary>Where the storage is, as clients and the app reach it.</summary>
    /// <value>Default: this process's own address.</value>
    public string? FileUrl { get; set; }

    /// <summary>Hosts that may be called back, each with or without a port.</summary>
    /// <value>Default: this machine.</value>
    public string[] CallbackHosts { get; set; } = [];

    /// <summary>How long a report takes at least.</summary>
    /// <value>0 to 1 hour. Default 20 s.</value>
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Orders that may wait for their turn; past it there is 429.</summary>
    /// <value>1 to 100,000. Default 100.</value>
    public int MaxQueued { get; set; } = 100;

    /// <summary>Orders that are worked on at the same moment.</summary>
    /// <value>1 to 1,000. Default 4.</value>
    public int MaxConcurrency { get; set; } = 4;

    /// <summary>Browsers that render at the same moment.</summary>
    /// <value>1 to 16. Default 1.</value>
    public int MaxRenderings { get; set; } = 1;

    /// <summary>The browser that renders: a Chromium or Chrome.</summary>
    /// <value>Default: looked for.</value>
    public string? Browser { get; set; }

    /// <summary>How long rendering may take.</summary>
    /// <value>1 s to 10 min. Default 60 s.</value>
    public TimeSpan RenderTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Memory that all processes of a browser may take together, in bytes; watched on Linux.</summary>
    /// <value>64 MiB to 64 GiB. Default 1 GiB.</value>
    public long RenderMemoryBytes { get; set; } = 1L << 30;

    /// <summary>The largest document, in bytes.</summary>
    /// <value>1 KiB to 1 GiB. Default 32 MiB.</value>
    public long MaxDocumentBytes { get; set; } = 32L << 20;

    /// <summary>How long one call back may take.</summary>
    /// <value>100 ms to 5 min. Default 15 s.</value>
    public TimeSpan CallbackTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a call back is tried again.</summary>
    /// <value>0 to 7 days. Default 1 hour.</value>
    public TimeSpan CallbackPatience { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long orders and documents are kept that nobody deletes, and how long it is known that one was deleted.</summary>
    /// <value>1 hour to 365 days. Default 7 days.</value>
    public TimeSpan Kept { get; set; } = TimeSpan.FromDays(7);
}
