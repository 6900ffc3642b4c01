namespace Homing.Reports.Provider.App.Jobs;

/// <summary>What became of an attempt to order something.</summary>
internal enum OrderOutcome
{
    /// <summary>It is taken, for good.</summary>
    Accepted,

    /// <summary>It was taken before.</summary>
    Repeated,

    /// <summary>Another order has the key.</summary>
    KeyTaken,

    /// <summary>An order with the key was deleted.</summary>
    Deleted,

    /// <summary>There are too many.</summary>
    QueueFull,
}
