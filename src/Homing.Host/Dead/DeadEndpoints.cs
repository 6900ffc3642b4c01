using Homing.Gateway;

namespace Homing.Host.Dead;

/// <summary>Dead letters over HTTP, where drills are allowed: for a server that has its log to itself.</summary>
internal static class DeadEndpoints
{
    public const string NoSuchTopic = Problem.TypePrefix + "no-dead-letters";
    private const string Tag = "Dead letters";
    private const string TopicText = "The topic that they were set aside from.";
    private const int DefaultLast = 10;
    private const int MaxLast = 1_000;

    public static void MapDead(this IEndpointRouteBuilder endpoints)
    {
        // A process without a gateway has no options of one.
        if (!endpoints.ServiceProvider.GetRequiredService<IConfiguration>()
            .GetValue<bool>($"{GatewayOptions.SectionName}:{nameof(GatewayOptions.AllowDrills)}"))
        {
            return;
        }

        endpoints.MapGet("/api/dead", async (IDeadLetters letters, CancellationToken cancellationToken) =>
                Results.Json(await letters.ListAsync(cancellationToken), DeadJson.Default.IReadOnlyListDeadTopicView))
            .WithSummary("Topics that something was set aside from.")
            .WithTags(Tag)
            .Produces<IReadOnlyList<DeadTopicView>>();
        endpoints.MapGet("/api/dead/{topic}", ShowAsync)
            .WithSummary("The letters of a topic that were set aside last.")
            .Produces<IReadOnlyList<DeadLetterView>>()
            .WithTags(Tag)
            .WithPath("topic", TopicText)
            .WithQuery<int>("last", "How many at most.", 1, MaxLast, DefaultLast)
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound);
        endpoints.MapPost("/api/dead/{topic}/replay", ReplayAsync)
            .WithSummary("Puts letters back to the topic that they came from.")
            .Produces<IReadOnlyList<DeadReplayView>>()
            .WithTags(Tag)
            .WithPath("topic", TopicText)
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ShowAsync(
        string topic, IDeadLetters letters, CancellationToken cancellationToken, int last = DefaultLast) =>
        last is < 1 or > MaxLast
            ? Wrong($"'last' is {last}; it must be from 1 to {MaxLast}.")
            : await letters.ShowAsync(topic, last, cancellationToken) is { } found
                ? Results.Json(found, DeadJson.Default.IReadOnlyListDeadLetterView)
                : NotFound(topic);

    private static async Task<IResult> ReplayAsync(
        string topic, DeadReplayRequest request, IDeadLetters letters, CancellationToken cancellationToken) =>
        request.Check(out _) is { } wrong
            ? Wrong(wrong)
            : await letters.ReplayAsync(topic, request, cancellationToken) is { } replays
                ? Results.Json(replays, DeadJson.Default.IReadOnlyListDeadReplayView)
                : NotFound(topic);

    private static IResult Wrong(string detail) => Results.Problem(
        detail, statusCode: StatusCodes.Status400BadRequest, title: "Not valid", type: Problem.TypePrefix + "invalid-request");

    private static IResult NotFound(string topic) => Results.Problem(
        $"Nothing was ever set aside from '{topic}'.", statusCode: StatusCodes.Status404NotFound, title: "Not found", type: NoSuchTopic);
}
