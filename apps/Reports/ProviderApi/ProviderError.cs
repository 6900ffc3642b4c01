namespace Homing.Reports.ProviderApi;

/// <summary>Why the provider did not do what it was asked.</summary>
internal enum ProviderError
{
    /// <summary>It does not answer, or not now. What was asked may have been done.</summary>
    Unavailable,

    /// <summary>It will not do it, however often it is asked.</summary>
    Refused,

    /// <summary>What it answered is not what it has to be.</summary>
    Unusable,
}
