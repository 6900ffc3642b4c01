using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Homing.Reports.ProviderApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Homing.Reports.Tests.ProviderApi;

/// <summary>
/// A provider over real HTTP that is honest where it is not told otherwise: it takes an order once, has worked on it when
/// it is asked the second time, and gives the document in whole or in part.
/// </summary>
internal sealed class HostileProvider : IAsyncDisposable
{
    public const string ApiKey = "key-of-the-tests";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<Guid, int> _questions = new();
    private readonly CancellationTokenSource _ending = new();

    private HostileProvider(WebApplication app) => _app = app;

    /// <summary>Where it is.</summary>
    public Uri Url => new(_app.Urls.First() + "/");

    /// <summary>The orders that it has.</summary>
    public ConcurrentDictionary<Guid, ProviderOrder> Orders { get; } = new();

    /// <summary>The reports of all orders that it ever took as new.</summary>
    public ConcurrentQueue<Guid> Taken { get; } = new();

    /// <summary>What was called, as method and path.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>The requests of the document, by their range.</summary>
    public ConcurrentQueue<string> Ranges { get; } = new();

    /// <summary>The traceparent of each order that came.</summary>
    public ConcurrentQueue<string> TraceParents { get; } = new();

    /// <summary>What it makes.</summary>
    public byte[] Document { get; set; } = NewPdf(200_000);

    /// <summary>What it says of the document.</summary>
    public ProviderDocument Promise => new(
        new Uri(Url, "provider/reports/any/document"), Document.Length, Convert.ToHexStringLower(SHA256.HashData(Document)));

    /// <summary>What it does in place of being honest; it may call it after all.</summary>
    public Func<HttpContext, RequestDelegate, Task>? OnSubmit { get; set; }

    /// <summary>The same for questions.</summary>
    public Func<HttpContext, RequestDelegate, Task>? OnFind { get; set; }

    /// <summary>The same for withdrawals.</summary>
    public Func<HttpContext, RequestDelegate, Task>? OnDelete { get; set; }

    /// <summary>The same for the document.</summary>
    public Func<HttpContext, RequestDelegate, Task>? OnDocument { get; set; }

    /// <summary>The same for every call, with how many there were.</summary>
    public Func<int, HttpContext, RequestDelegate, Task>? OnCall { get; set; }

    /// <summary>What it says about an order: the order, and how often it was asked.</summary>
    public Func<HostileProvider, Guid, int, ProviderJob> Answer { get; set; } = static (provider, report, asked) => asked < 2
        ? new ProviderJob(report, ProviderJobStates.Working, 40, "reads the sales")
        : new ProviderJob(report, ProviderJobStates.Ready, 100, "", provider.Promise);

    /// <summary>The server, which is also where the tests' process can be reached.</summary>
    public IServer Server => _app.Services.GetRequiredService<IServer>();

    /// <summary>Never ends by itself.</summary>
    public Task Forever(HttpContext context) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, _ending.Token).Token).ContinueWith(static _ => { }, TaskScheduler.Default);

    /// <summary>Does what it is asked, and then never answers.</summary>
    public async Task DoUnheardAsync(HttpContext context, RequestDelegate honest, Action done)
    {
        using var unheard = new MemoryStream();
        context.Response.Body = unheard;
        await honest(context);
        done();
        await Forever(context);
    }

    /// <summary>Bytes that look like a PDF from outside.</summary>
    public static byte[] NewPdf(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        "%PDF-1.7\n"u8.CopyTo(bytes);
        "\n%%EOF\n"u8.CopyTo(bytes.AsSpan(length - 7));
        return bytes;
    }

    public static async Task<HostileProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinResponseDataRate = null);
        builder.Logging.ClearProviders();
        var provider = new HostileProvider(builder.Build());
        provider.Map("POST", "/provider/reports", p => p.OnSubmit, provider.SubmitAsync);
        provider.Map("GET", "/provider/reports/{id}", p => p.OnFind, provider.FindAsync);
        provider.Map("DELETE", "/provider/reports/{id}", p => p.OnDelete, provider.DeleteAsync);
        provider.Map("GET", "/provider/reports/{id}/document", p => p.OnDocument, provider.GiveAsync);
        await provider._app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _app.DisposeAsync();
    }

    private static Guid IdOf(HttpContext context) => Guid.Parse((string)context.Request.RouteValues["id"]!);

    private void Map(
        string method, string path, Func<HostileProvider, Func<HttpContext, RequestDelegate, Task>?> otherwise, RequestDelegate honest) =>
        _app.MapMethods(path, [method], async context =>
        {
            Calls.Enqueue($"{context.Request.Method} {context.Request.Path}");
            var number = Calls.Count;
            if (context.Request.Headers.Authorization != $"Bearer {ApiKey}")
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            await (OnCall is { } any ? any(number, context, honest)
                : otherwise(this) is { } hostile ? hostile(context, honest)
                : honest(context));
        });

    private async Task SubmitAsync(HttpContext context)
    {
        var order = (await context.Request.ReadFromJsonAsync(ProviderJson.Default.ProviderOrder))!;
        Assert.Equal(order.ReportId.ToString("D"), context.Request.Headers["Idempotency-Key"]);
        TraceParents.Enqueue(context.Request.Headers.TraceParent!);
        if (Orders.TryAdd(order.ReportId, order))
        {
            Taken.Enqueue(order.ReportId);
        }

        await WriteAsync(context, StatusCodes.Status202Accepted, new ProviderJob(order.ReportId, ProviderJobStates.Queued, 0, "waits"));
    }

    private async Task FindAsync(HttpContext context)
    {
        var id = IdOf(context);
        if (!Orders.ContainsKey(id))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var asked = _questions.AddOrUpdate(id, 1, static (_, before) => before + 1);
        await WriteAsync(context, StatusCodes.Status200OK, Answer(this, id, asked));
    }

    private Task DeleteAsync(HttpContext context)
    {
        context.Response.StatusCode = Orders.TryRemove(IdOf(context), out _)
            ? StatusCodes.Status204NoContent
            : StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private Task GiveAsync(HttpContext context)
    {
        Ranges.Enqueue(context.Request.Headers.Range.ToString());
        return Results.Bytes(
            Document,
            "application/pdf",
            entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{Promise.Sha256}\""),
            enableRangeProcessing: true).ExecuteAsync(context);
    }

    private static Task WriteAsync(HttpContext context, int status, ProviderJob job)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(
            JsonSerializer.SerializeToUtf8Bytes(job, ProviderJson.Default.ProviderJob)).AsTask();
    }
}
