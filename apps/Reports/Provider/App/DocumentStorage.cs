using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Homing.Reports.ProviderApi;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider.App;

/// <summary>The storage of the provider's documents, as the app sees it: over HTTP.</summary>
internal sealed class DocumentStorage
{
    public const string ClientName = "reporting-file";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IHttpClientFactory _http;
    private readonly ProviderOptions _options;
    private readonly ProviderKeys _keys;
    private readonly OwnAddress _own;
    private readonly TimeProvider _time;

    public DocumentStorage(
        IHttpClientFactory http, IOptions<ProviderOptions> options, ProviderKeys keys, OwnAddress own, TimeProvider time) =>
        (_http, _options, _keys, _own, _time) = (http, options.Value, keys, own, time);

    /// <summary>Stores a document; one that is there already is replaced.</summary>
    /// <exception cref="HomingException">It is not stored.</exception>
    public async Task<ProviderDocument> PutAsync(Guid report, byte[] document, CancellationToken cancellationToken)
    {
        var hash = SHA256.HashData(document);
        using var content = new ByteArrayContent(document);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        content.Headers.Add(ReprDigest.Header, ReprDigest.Write(hash));
        var url = UrlOf(report);
        await SendAsync(HttpMethod.Put, url, content, cancellationToken);
        return new ProviderDocument(url, document.Length, Convert.ToHexStringLower(hash));
    }

    /// <summary>Deletes the document of a report, if there is one; none of it is taken any more.</summary>
    /// <exception cref="HomingException">It may still be there.</exception>
    public Task DeleteAsync(Guid report, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, UrlOf(report), null, cancellationToken);

    /// <summary>Where the document of a report is, or will be.</summary>
    public Uri UrlOf(Guid report)
    {
        var root = _options.FileUrl is { } url ? new Uri(url) : _own.Value;
        return new Uri($"{root.AbsoluteUri.TrimEnd('/')}/provider/reports/{report:D}/document");
    }

    private async Task SendAsync(HttpMethod method, Uri url, HttpContent? content, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _keys.FileKey);
        try
        {
            using var client = _http.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            if (!response.IsSuccessStatusCode)
            {
                // What it answers when it is another one, or has other keys, does not change by asking again.
                throw new HomingException(
                    $"The storage of documents answered {(int)response.StatusCode} to {method} {url.GetLeftPart(UriPartial.Authority)}.",
                    isTransient: response.StatusCode >= HttpStatusCode.InternalServerError
                        || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout);
            }
        }
        catch (HttpRequestException exception)
        {
            throw new HomingException("The storage of documents cannot be reached: " + exception.Message, isTransient: true, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HomingException("The storage of documents did not answer in time.", isTransient: true, exception);
        }
    }
}
