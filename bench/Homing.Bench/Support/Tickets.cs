using System.Net.Http.Json;
using System.Text.Json;

namespace Homing.Bench.Support;

internal static class Tickets
{
    /// <summary>A guest's ticket for the first hello.</summary>
    public static async Task<string> NextAsync(HttpClient http)
    {
        using var answer = await http.PostAsync(new Uri("/api/tickets", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ticket").GetString()!;
    }
}
