using Homing.Reports.Contracts;
using Homing.Reports.Documents;
using Homing.Reports.ProviderApi;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Dispatcher;

/// <summary>Makes one try to get a document into our storage.</summary>
internal sealed class DocumentFetch
{
    private readonly ProviderClient _client;
    private readonly ProviderClientOptions _options;
    private readonly DocumentStore _documents;
    private readonly TimeProvider _time;

    public DocumentFetch(
        ProviderClient client, IOptions<ProviderClientOptions> options, DocumentStore documents, TimeProvider time) =>
        (_client, _options, _documents, _time) = (client, options.Value, documents, time);

    /// <summary>What the tries for one document have in common.</summary>
    public ProviderDownload NewDownload() => new(_client, _options, _time);

    /// <summary>Completes when the document is in our storage, whole.</summary>
    /// <exception cref="ProviderException">The provider does not give it, or gives something else.</exception>
    /// <exception cref="HomingException">Our storage does not take it (transient).</exception>
    public async Task RunAsync(Report report, ProviderDownload download, CancellationToken cancellationToken)
    {
        var document = report.Document!;
        if (document.Length > _options.MaxDocumentBytes)
        {
            throw new ProviderException(
                ProviderError.Refused,
                $"The document has {document.Length} bytes; at most {_options.MaxDocumentBytes} are fetched.");
        }

        if (_documents.Has(report.Id, document))
        {
            return;
        }

        var url = await FindAsync(report, cancellationToken);
        await using var part = _documents.OpenPart(report.Id, document);
        try
        {
            await download.RunAsync(
                new ProviderDocument(url, document.Length, document.Sha256), part, report.TraceParent, cancellationToken);
            await _documents.CompleteAsync(part, report.Id, document);
        }
        catch (IOException exception)
        {
            throw new HomingException($"The document cannot be stored: {exception.Message}", isTransient: true, exception);
        }
    }

    // Only its own word of where it is counts, asked now: a call back does not say it to us for good.
    private async Task<Uri> FindAsync(Report report, CancellationToken cancellationToken)
    {
        var job = await _client.FindAsync(report.Id, report.TraceParent, cancellationToken);
        return job switch
        {
            null => throw new ProviderException(ProviderError.Refused, "The provider no longer has the document."),
            { State: ProviderJobStates.Failed } => throw new ProviderException(
                ProviderError.Refused, $"The provider failed: {ProviderAnswer.Shorten(job.Message)}"),
            { Document: { } found } => found.Url,
            _ => throw new ProviderException(ProviderError.Unusable, "The provider does not say where the document is."),
        };
    }
}
