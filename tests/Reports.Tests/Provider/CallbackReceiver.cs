using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Homing.Reports.ProviderApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Homing.Reports.Tests.Provider;

/// <summary>A call back as it came.</summary>
internal sealed record ReceivedCallback(string Id, string? Refusal, string? TraceParent, ProviderWebhook Webhook);

/// <summary>Takes call backs, checks their signatures, and answers as a test wants.</summary>
internal sealed class CallbackReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly WebhookSigner _signer;
    private readonly Channel<ReceivedCallback> _received = Channel.CreateUnbounded<ReceivedCallback>();

    private CallbackReceiver(WebApplication app, string secret) => (_app, _signer) = (app, new WebhookSigner([secret]));

    /// <summary>Where call backs go.</summary>
    public string Url => _app.Urls.First() + "/external-reader/webhooks";

    /// <summary>What the next ones are answered; with none left 204.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    public static async Task<CallbackReceiver> StartAsync(string secret)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new CallbackReceiver(app, secret);
        app.MapPost("/external-reader/webhooks", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>The next call back of a type; others are passed over.</summary>
    public async Task<ReceivedCallback> NextAsync(params string[] types)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var next = await _received.Reader.ReadAsync(deadline.Token);
            if (types.Contains(next.Webhook.Type))
            {
                return next;
            }
        }
    }

    /// <summary>How the report ended.</summary>
    public Task<ReceivedCallback> EndAsync() => NextAsync(ProviderWebhook.Ready, ProviderWebhook.Failed);

    /// <summary>All that came and was not asked for yet.</summary>
    public IReadOnlyList<ReceivedCallback> Rest()
    {
        var rest = new List<ReceivedCallback>();
        while (_received.Reader.TryRead(out var next))
        {
            rest.Add(next);
        }

        return rest;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var id = request.Headers[WebhookSigner.IdHeader].ToString();
        var refusal = _signer.Refuse(
            id, request.Headers[WebhookSigner.TimestampHeader], request.Headers[WebhookSigner.SignatureHeader], body.ToArray(),
            TimeProvider.System.GetUtcNow());
        _received.Writer.TryWrite(new ReceivedCallback(
            id, refusal, request.Headers["traceparent"],
            JsonSerializer.Deserialize(body.ToArray(), ProviderJson.Default.ProviderWebhook)!));
        return TypedResults.StatusCode(Answers.TryDequeue(out var answer) ? answer : StatusCodes.Status204NoContent);
    }
}
