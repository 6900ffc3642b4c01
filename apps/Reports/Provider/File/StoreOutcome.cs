namespace Homing.Reports.Provider.File;

/// <summary>What became of an attempt to store a document.</summary>
internal enum StoreOutcome
{
    /// <summary>It is there, for good.</summary>
    Stored,

    /// <summary>What arrived is not what was to be sent.</summary>
    WrongDigest,

    /// <summary>It is larger than is taken.</summary>
    TooLarge,

    /// <summary>The report was deleted before.</summary>
    Deleted,
}
