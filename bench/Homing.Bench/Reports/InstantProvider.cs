using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Homing.Reports.ProviderApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Homing.Bench.Reports;

/// <summary>
/// A provider over HTTP whose documents are there at once: it calls back when it has answered the order, or, while it is held,
/// when it is let go.
/// </summary>
internal sealed class InstantProvider : IAsyncDisposable
{
    private const int DocumentBytes = 20_000;

    private readonly WebApplication _app;
    private readonly WebhookSigner _signer;
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly byte[] _document = NewDocument();
    private readonly string _hash;
    private readonly ConcurrentDictionary<Guid, ProviderOrder> _orders = new();
    private TaskCompletionSource? _held;

    private InstantProvider(WebApplication app, string secret)
    {
        (_app, _signer) = (app, new WebhookSigner([secret]));
        _hash = Convert.ToHexStringLower(SHA256.HashData(_document));
    }

    public Uri Url => new(_app.Urls.First());

    /// <summary>Orders that it has.</summary>
    public int Orders => _orders.Count;

    public static async Task<InstantProvider> StartAsync(string secret)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var provider = new InstantProvider(app, secret);
        app.MapPost("/provider/reports", provider.OrderAsync);
        app.MapGet("/provider/reports/{id:guid}", provider.Find);
        app.MapGet("/provider/reports/{id:guid}/document", provider.GiveAsync);
        app.MapDelete("/provider/reports/{id:guid}", () => TypedResults.NoContent());
        await app.StartAsync();
        return provider;
    }

    /// <summary>From now on nothing is ready.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All that was held is ready.</summary>
    public void LetGo() => _held?.SetResult();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private static byte[] NewDocument()
    {
        var bytes = new byte[DocumentBytes];
        new Random(1).NextBytes(bytes);
        "%PDF-1.7\n"u8.CopyTo(bytes);
        "\n%%EOF\n"u8.CopyTo(bytes.AsSpan(DocumentBytes - 7));
        return bytes;
    }

    private async Task<IResult> OrderAsync(HttpRequest request)
    {
        var order = (await JsonSerializer.DeserializeAsync(request.Body, ProviderJson.Default.ProviderOrder))!;
        if (_orders.TryAdd(order.ReportId, order))
        {
            _ = CallBackAsync(order);
        }

        return TypedResults.Json(
            new ProviderJob(order.ReportId, ProviderJobStates.Working, 0, "works"), ProviderJson.Default.ProviderJob, statusCode: 202);
    }

    private IResult Find(Guid id) => !_orders.ContainsKey(id) ? TypedResults.NotFound()
        : TypedResults.Json(
            _held is { Task.IsCompleted: false } ? new ProviderJob(id, ProviderJobStates.Working, 0, "works") : Ready(id),
            ProviderJson.Default.ProviderJob);

    private async Task GiveAsync(HttpContext context)
    {
        context.Response.ContentType = "application/pdf";
        context.Response.Headers.ETag = $"\"{_hash}\"";
        context.Response.ContentLength = _document.Length;
        await context.Response.Body.WriteAsync(_document, context.RequestAborted);
    }

    private ProviderJob Ready(Guid id) => new(
        id, ProviderJobStates.Ready, 100, "", new ProviderDocument(new Uri(Url, $"/provider/reports/{id:D}/document"), _document.Length, _hash));

    private async Task CallBackAsync(ProviderOrder order)
    {
        if (_held is { } held)
        {
            await held.Task;
        }

        var now = TimeProvider.System.GetUtcNow();
        var (id, body) = (
            Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
            JsonSerializer.SerializeToUtf8Bytes(
                new ProviderWebhook(ProviderWebhook.Ready, now, Ready(order.ReportId)), ProviderJson.Default.ProviderWebhook));
        HttpResponseMessage answer;
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, order.CallbackUrl) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Add(WebhookSigner.IdHeader, id);
            request.Headers.Add(WebhookSigner.TimestampHeader, WebhookSigner.Seconds(now));
            request.Headers.Add(WebhookSigner.SignatureHeader, _signer.Sign(id, now, body));
            answer = await _http.SendAsync(request);
            answer.Dispose();
        }
        while (!answer.IsSuccessStatusCode);
    }
}
