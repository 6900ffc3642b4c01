using System.Diagnostics;
using System.Text;
using Homing.Log;

namespace Homing.Tracing;

/// <summary>
/// Where in a trace a record belongs, carried beside it in the headers <c>traceparent</c> and <c>tracestate</c> of W3C Trace
/// Context. A record of no trace has neither.
/// </summary>
public sealed class TraceContext
{
    /// <summary>The header that names the trace and the span.</summary>
    public const string ParentHeader = "traceparent";

    /// <summary>The header of what tracing systems add for themselves.</summary>
    public const string StateHeader = "tracestate";

    private TraceContext(in ActivityContext context) => Context = context;

    /// <summary>The trace and the span.</summary>
    public ActivityContext Context { get; }

    /// <summary>The context of a record; null where it has none, or one that is not valid.</summary>
    public static TraceContext? Read(in LogHeaders headers)
    {
        if (headers.Items.Count == 0 || !headers.TryGet(ParentHeader, out var parent))
        {
            return null;
        }

        var state = headers.TryGet(StateHeader, out var bytes) ? Encoding.UTF8.GetString(bytes.Span) : null;
        return ActivityContext.TryParse(Encoding.UTF8.GetString(parent.Span), state, isRemote: true, out var context)
            ? new TraceContext(context)
            : null;
    }

    /// <summary>The context that a <c>traceparent</c> names; null where it is not valid.</summary>
    public static TraceContext? Parse(string parent) =>
        ActivityContext.TryParse(parent, null, isRemote: true, out var context) ? new TraceContext(context) : null;

    /// <summary>
    /// The context of a span; where there is none because nobody listens here, <paramref name="otherwise"/>: whoever does
    /// not trace passes on what came.
    /// </summary>
    public static TraceContext? Of(Activity? activity, TraceContext? otherwise = null) =>
        activity is null ? otherwise : new TraceContext(activity.Context);

    /// <summary>The headers of a record that belongs here; none where there is no context.</summary>
    public static LogHeaders Write(TraceContext? trace)
    {
        if (trace is null)
        {
            return default;
        }

        var context = trace.Context;
        var sampled = context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00";
        var parent = Encoding.UTF8.GetBytes($"00-{context.TraceId.ToHexString()}-{context.SpanId.ToHexString()}-{sampled}");
        return string.IsNullOrEmpty(context.TraceState)
            ? new LogHeaders([new(ParentHeader, parent)])
            : new LogHeaders([new(ParentHeader, parent), new(StateHeader, Encoding.UTF8.GetBytes(context.TraceState))]);
    }
}
