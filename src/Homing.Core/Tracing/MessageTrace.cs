using System.Diagnostics;

namespace Homing.Tracing;

/// <summary>
/// The spans of messages, named as OpenTelemetry's conventions for messaging name them. Where nobody listens to
/// <see cref="SourceName"/>, each call answers null and allocates nothing.
/// </summary>
/// <remarks>
/// A span that outlives the call that starts it is never <see cref="Activity.Current"/> to others: end it with
/// <see cref="End"/>.
/// </remarks>
public static class MessageTrace
{
    /// <summary>The name of the source of all spans of Homing.</summary>
    public const string SourceName = "Homing";

    /// <summary>The tag that says what became of a message, where the conventions have none.</summary>
    public const string OutcomeTag = "homing.outcome";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts the span of appending a message.</summary>
    /// <param name="destination">The topic, without a number that tells one of many from another.</param>
    /// <param name="requestId">The request that the message is about.</param>
    /// <param name="parent">Where the message comes from; null starts a trace.</param>
    public static Activity? StartSend(string destination, string requestId, TraceContext? parent = null) =>
        Source.HasListeners() ? Start(ActivityKind.Producer, "send", destination, requestId, parent) : null;

    /// <summary>Starts the span of dealing with a message that was read.</summary>
    /// <param name="destination">The topic, without a number that tells one of many from another.</param>
    /// <param name="requestId">The request that the message is about.</param>
    /// <param name="parent">The context beside the message; null starts a trace.</param>
    /// <param name="group">The group that reads; null where every reader sees everything.</param>
    public static Activity? StartProcess(string destination, string requestId, TraceContext? parent, string? group = null)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var activity = Start(ActivityKind.Consumer, "process", destination, requestId, parent);
        if (group is not null)
        {
            activity?.SetTag("messaging.consumer.group.name", group);
        }

        return activity;
    }

    /// <summary>
    /// Makes the span the current one, so that spans started by what is called belong to it. To be called in an async
    /// method, at whose end that is over.
    /// </summary>
    public static void Enter(Activity? activity)
    {
        if (activity is not null)
        {
            Activity.Current = activity;
        }
    }

    /// <summary>Says that what the span stands for failed.</summary>
    public static void Fail(Activity? activity, Exception exception)
    {
        if (activity is not null)
        {
            activity.SetTag("error.type", exception.GetType().FullName);
            activity.SetStatus(ActivityStatusCode.Error, exception.Message);
        }
    }

    /// <summary>Ends a span, on whatever thread; what is current there stays so.</summary>
    /// <param name="activity">The span; null does nothing.</param>
    /// <param name="outcome">What became of the message; null says nothing about it.</param>
    public static void End(Activity? activity, string? outcome = null)
    {
        if (activity is null)
        {
            return;
        }

        if (outcome is not null)
        {
            activity.SetTag(OutcomeTag, outcome);
        }

        var current = Activity.Current;
        activity.Stop();
        Activity.Current = current == activity ? null : current;
    }

    private static Activity? Start(
        ActivityKind kind, string operation, string destination, string requestId, TraceContext? parent)
    {
        // Whatever is current here, such as the HTTP request that a socket began as, is not where the message comes from.
        var current = Activity.Current;
        Activity.Current = null;
        var activity = Source.StartActivity($"{operation} {destination}", kind, parent?.Context ?? default);
        Activity.Current = current;
        return activity?
            .SetTag("messaging.system", "homing")
            .SetTag("messaging.operation.name", operation)
            .SetTag("messaging.operation.type", operation)
            .SetTag("messaging.destination.name", destination)
            .SetTag("messaging.message.conversation_id", requestId);
    }
}
