using Homing.Reports.ProviderApi;

namespace Homing.Reports.Provider.App.Jobs;

/// <summary>An order and what has become of it: one small file, written whole at each change that must last.</summary>
internal sealed record Job
{
    /// <summary>The report.</summary>
    public required Guid Id { get; init; }

    /// <summary>Where it stands.</summary>
    public JobState State { get; init; }

    /// <summary>What was ordered; null once it is deleted.</summary>
    public ProviderOrder? Order { get; init; }

    /// <summary>Tells the same order from another one under the same key.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>Where in a trace the order came from, as W3C Trace Context writes it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When its state last changed.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>How many steps of the work are done.</summary>
    public int StepsDone { get; init; }

    /// <summary>How far it is.</summary>
    public int Percent { get; init; }

    /// <summary>What is being done, or why it failed.</summary>
    public string Message { get; init; } = "";

    /// <summary>The document, once it is ready.</summary>
    public ProviderDocument? Document { get; init; }

    /// <summary>The call back that says how it ended, until it is taken.</summary>
    public PendingCallback? Callback { get; init; }

    /// <summary>True once nothing of it is in the storage any more.</summary>
    public bool IsCleaned { get; init; }

    /// <summary>True while there is work to do.</summary>
    public bool IsOpen => State is JobState.Queued or JobState.Working;

    /// <summary>What clients are told.</summary>
    public ProviderJob ToProviderJob() => new(
        Id,
        State switch
        {
            JobState.Queued => ProviderJobStates.Queued,
            JobState.Working => ProviderJobStates.Working,
            JobState.Ready => ProviderJobStates.Ready,
            JobState.Failed => ProviderJobStates.Failed,
            _ => throw new InvalidOperationException("Nobody is told about a deleted order."),
        },
        Percent,
        Message,
        Document);
}
