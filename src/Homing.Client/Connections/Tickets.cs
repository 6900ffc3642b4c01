using System.Net.Http.Headers;
using System.Text.Json;
using Homing.Client.Protocol;

namespace Homing.Client.Connections;

/// <summary>Gets tickets from the server itself, over HTTP.</summary>
internal sealed class Tickets : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly Func<CancellationToken, ValueTask<string>>? _accessToken;

    public Tickets(Func<CancellationToken, ValueTask<string>>? accessToken) => _accessToken = accessToken;

    public async ValueTask<string> GetAsync(Uri server, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(server)
        {
            Scheme = server.Scheme is "https" or "wss" ? "https" : "http",
            Port = server.Port,
            Path = server.AbsolutePath.TrimEnd('/') + "/api/tickets",
        };
        using var call = new HttpRequestMessage(HttpMethod.Post, address.Uri);
        if (_accessToken is not null)
        {
            call.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _accessToken(cancellationToken));
        }

        using var answer = await _http.SendAsync(call, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var ticket = JsonSerializer.Deserialize(
            await answer.Content.ReadAsByteArrayAsync(cancellationToken), ServerFrameJson.Default.TicketAnswer);
        return ticket?.Ticket ?? throw new JsonException("The answer has no ticket.");
    }

    public void Dispose() => _http.Dispose();
}
