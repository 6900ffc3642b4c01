namespace Homing.Reports.ProviderApi;

/// <summary>Where the keys of a demo are.</summary>
internal sealed class DemoKeysOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "Homing:Reports";

    /// <summary>The file of the keys that our side and the provider use where none are set.</summary>
    /// <value>Default <c>./.data/provider-demo-keys.json</c>; <c>--data</c> sets it.</value>
    public string DemoKeys { get; set; } = "./.data/provider-demo-keys.json";
}
