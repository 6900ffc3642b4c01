using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Homing.Host.Dead;

/// <summary>The dead letters of a running server, which has its log to itself.</summary>
/// <param name="http">Its base address is the server's.</param>
/// <param name="whyNotTheLog">What opening the log itself said.</param>
internal sealed class DeadLettersOfServer(HttpClient http, string whyNotTheLog) : IDeadLetters
{
    public async Task<IReadOnlyList<DeadTopicView>> ListAsync(CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Get, "/api/dead", null, DeadJson.Default.IReadOnlyListDeadTopicView, cancellationToken)
            ?? throw Refuse("it does not answer questions about dead letters");

    public Task<IReadOnlyList<DeadLetterView>?> ShowAsync(string topic, int last, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get,
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/api/dead/{Uri.EscapeDataString(topic)}?last={last}"),
        null,
        DeadJson.Default.IReadOnlyListDeadLetterView,
        cancellationToken);

    public Task<IReadOnlyList<DeadReplayView>?> ReplayAsync(
        string topic, DeadReplayRequest request, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        $"/api/dead/{Uri.EscapeDataString(topic)}/replay",
        JsonContent.Create(request, DeadJson.Default.DeadReplayRequest),
        DeadJson.Default.IReadOnlyListDeadReplayView,
        cancellationToken);

    // A 404 with a problem of ours is about the topic; any other means that the server does not offer this at all.
    private async Task<T?> SendAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
            using var answer = await http.SendAsync(request, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return await answer.Content.ReadFromJsonAsync(type, cancellationToken);
            }

            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (answer.StatusCode == HttpStatusCode.NotFound)
            {
                return text.Contains(DeadEndpoints.NoSuchTopic, StringComparison.Ordinal)
                    ? null
                    : throw Refuse("it does not answer questions about dead letters");
            }

            throw new HomingException($"{http.BaseAddress} answered with {(int)answer.StatusCode}: {Detail(text)}");
        }
        catch (HttpRequestException exception)
        {
            throw Refuse(exception.Message);
        }
    }

    private static string Detail(string text)
    {
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString()! : text;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private HomingException Refuse(string why) => new(
        $"{whyNotTheLog} The server at {http.BaseAddress} was asked instead: {why}. Stop the server, or start it with "
        + "--Homing:Gateway:AllowDrills=true and say with --url where it is.");
}
