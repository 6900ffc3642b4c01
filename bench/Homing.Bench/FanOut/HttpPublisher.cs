using System.Globalization;
using System.Net.Http.Headers;

namespace Homing.Bench.FanOut;

/// <summary>Posts each value.</summary>
internal sealed class HttpPublisher(int port, string path) : IFanOutPublisher
{
    private readonly HttpClient _http = new()
    {
        BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")),
    };

    public async Task PublishAsync(byte[] value)
    {
        using var content = new ByteArrayContent(value);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}
