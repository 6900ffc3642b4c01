namespace Homing.Reports.ExternalReader;

/// <summary>What call backs are believed.</summary>
public sealed class ExternalReaderOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "Homing:Reports:ExternalReader";

    /// <summary>
    /// The secrets that may have signed a call back, as Standard Webhooks writes them; several while they are changed.
    /// </summary>
    /// <value>Default: that of the demo, <c>Homing:Reports:DemoKeys</c>.</value>
    public IList<string> Secrets { get; } = [];
}
