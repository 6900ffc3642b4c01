using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Homing.Reports.ProviderApi;

/// <summary>
/// Fetches one document, in as many tries as it takes: each goes on where the one before ended. What is not exactly the
/// document that was promised is thrown away.
/// </summary>
internal sealed class ProviderDownload(ProviderClient client, ProviderClientOptions options, TimeProvider time)
{
    private const int BufferBytes = 64 * 1024;
    private const int TrailerBytes = 1024;

    private EntityTagHeaderValue? _version;

    /// <summary>Makes one try; completes when the part holds all of the document, checked.</summary>
    /// <param name="document">What was promised.</param>
    /// <param name="part">What was fetched before; is written to.</param>
    /// <param name="traceParent">Where it belongs, where nothing is traced here.</param>
    /// <param name="cancellationToken">Gives up; what was fetched stays in the part.</param>
    /// <exception cref="ProviderException">The document is not here yet, or is not what was promised.</exception>
    /// <exception cref="IOException">The part cannot be written.</exception>
    public async Task RunAsync(ProviderDocument document, FileStream part, string traceParent, CancellationToken cancellationToken)
    {
        if (part.Length < document.Length)
        {
            using var response = await client.OpenAsync(document.Url, part.Length, _version, traceParent, cancellationToken);
            await TakeAsync(response, document, part, cancellationToken);
        }

        await CheckAsync(document, part, cancellationToken);
    }

    private async Task TakeAsync(
        HttpResponseMessage response, ProviderDocument document, FileStream part, CancellationToken cancellationToken)
    {
        if (WhyNot(response, document, part) is { } reason)
        {
            throw Unusable(part, reason);
        }

        if (response.StatusCode == HttpStatusCode.OK)
        {
            part.SetLength(0);
        }

        _version = response.Headers.ETag is { IsWeak: false } version ? version : null;
        part.Position = part.Length;
        using var rate = new LeastRate(options, time, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (await ReadAsync(body, buffer, rate, part, cancellationToken) is var read and > 0)
            {
                if (part.Position + read > document.Length)
                {
                    throw Unusable(part, $"more than the promised {document.Length} bytes came");
                }

                await part.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask<int> ReadAsync(
        Stream body, byte[] buffer, LeastRate rate, FileStream part, CancellationToken cancellationToken)
    {
        try
        {
            var read = await body.ReadAsync(buffer, rate.Token);
            rate.Count(read);
            return read;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException(
                ProviderError.Unavailable, $"The download is too slow: {part.Position} bytes so far.", null, exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new ProviderException(
                ProviderError.Unavailable, $"The download was cut short after {part.Position} bytes.", null, exception);
        }
    }

    private static string? WhyNot(HttpResponseMessage response, ProviderDocument document, FileStream part)
    {
        var (status, headers) = (response.StatusCode, response.Content.Headers);
        if (status == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return $"it ends before byte {part.Length}";
        }

        if (headers.ContentType?.MediaType != "application/pdf")
        {
            return $"it came as {headers.ContentType?.MediaType ?? "nothing named"}, not as application/pdf";
        }

        if (headers.ContentEncoding.Count > 0)
        {
            return $"it came encoded as {string.Join(", ", headers.ContentEncoding)}";
        }

        var from = status == HttpStatusCode.OK ? 0 : part.Length;
        if (status == HttpStatusCode.PartialContent
            && (headers.ContentRange is not { Unit: "bytes" } range || range.From != from || range.Length != document.Length))
        {
            return $"the part '{headers.ContentRange}' came, where bytes from {from} of {document.Length} were asked for";
        }

        if (headers.ContentLength is { } length && length != document.Length - from)
        {
            return $"{length} bytes are announced, where {document.Length - from} were promised";
        }

        return ReprDigest.Of(response) is { } digest && digest != document.Sha256 ? "another SHA-256 is announced" : null;
    }

    private static async ValueTask CheckAsync(ProviderDocument document, FileStream part, CancellationToken cancellationToken)
    {
        if (part.Length < document.Length)
        {
            // What is here may be right: the next try asks for the rest.
            throw new ProviderException(
                ProviderError.Unusable, $"The document ended after {part.Length} of {document.Length} bytes.");
        }

        part.Position = 0;
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(part, cancellationToken));
        if (part.Length > document.Length || digest != document.Sha256)
        {
            throw Unusable(part, "its SHA-256 is not the promised one");
        }

        if (!await ContainsAsync(part, 0, 5, "%PDF-"u8.ToArray(), cancellationToken)
            || !await ContainsAsync(part, Math.Max(0, part.Length - TrailerBytes), TrailerBytes, "%%EOF"u8.ToArray(), cancellationToken))
        {
            throw Unusable(part, "it is no PDF");
        }
    }

    private static async ValueTask<bool> ContainsAsync(
        FileStream part, long at, int length, byte[] mark, CancellationToken cancellationToken)
    {
        part.Position = at;
        var bytes = new byte[length];
        var read = await part.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, cancellationToken);
        return bytes.AsSpan(0, read).IndexOf(mark) >= 0;
    }

    private static ProviderException Unusable(FileStream part, string reason)
    {
        part.SetLength(0);
        return new ProviderException(ProviderError.Unusable, $"The document cannot be used: {reason}.");
    }
}
