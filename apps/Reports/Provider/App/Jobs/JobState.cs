namespace Homing.Reports.Provider.App.Jobs;

/// <summary>Where an order stands.</summary>
internal enum JobState
{
    /// <summary>Taken, not begun.</summary>
    Queued,

    /// <summary>Being worked on.</summary>
    Working,

    /// <summary>The document is in the storage.</summary>
    Ready,

    /// <summary>There will be no document.</summary>
    Failed,

    /// <summary>Deleted by who ordered it, or because it was kept long enough.</summary>
    Deleted,
}
