namespace Homing.Reports.ProviderApi;

/// <summary>The states of an order at the provider.</summary>
public static class ProviderJobStates
{
    /// <summary>Taken, not begun.</summary>
    public const string Queued = "queued";

    /// <summary>Being worked on.</summary>
    public const string Working = "working";

    /// <summary>The document can be fetched.</summary>
    public const string Ready = "ready";

    /// <summary>There will be no document.</summary>
    public const string Failed = "failed";
}
