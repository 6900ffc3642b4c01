using System.Text.Json.Serialization;
using Homing.Operations;

namespace Homing.Gateway.Operations;

/// <summary>The picture of all processes at a moment: the values of the channel, and of <c>GET /api/operations</c>.</summary>
/// <param name="At">When it was put together, UTC.</param>
/// <param name="IntervalMs">How often it is, in milliseconds.</param>
/// <param name="Now">All processes taken together.</param>
/// <param name="Processes">Each process that is heard of, or was until not long ago; oldest first.</param>
/// <param name="History">The last minutes, oldest first; over HTTP alone.</param>
internal sealed record OperationsView(
    DateTime At,
    int IntervalMs,
    OperationsSample Now,
    IReadOnlyList<ProcessSnapshot> Processes,
    IReadOnlyList<OperationsSample>? History = null);

/// <summary>All living processes taken together at a moment.</summary>
/// <param name="At">The moment, UTC.</param>
/// <param name="Connections">Clients that are connected.</param>
/// <param name="InFlight">Their requests under way and answers not acknowledged.</param>
/// <param name="AnswersPerSecond">By way; a way that no answer took is left out.</param>
/// <param name="P50Ms">The median of the process where it is highest; null where nothing was answered.</param>
/// <param name="P99Ms">The same of the 99th percentile.</param>
/// <param name="Lag">Records not done yet, by topic and group.</param>
/// <param name="MailboxAnswers">Answers in the fullest mailbox: all gateways hold the same ones.</param>
/// <param name="MailboxBytes">What they take.</param>
/// <param name="DeadLetters">Records set aside since the processes started.</param>
/// <param name="LeasesLost">Ids lost since the processes started.</param>
internal sealed record OperationsSample(
    DateTime At,
    int Connections,
    int InFlight,
    IReadOnlyDictionary<string, double> AnswersPerSecond,
    double? P50Ms,
    double? P99Ms,
    IReadOnlyList<LagSnapshot> Lag,
    int MailboxAnswers,
    long MailboxBytes,
    long DeadLetters,
    long LeasesLost);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OperationsView))]
internal sealed partial class OperationsViewJson : JsonSerializerContext;
