using System.Security.Cryptography;
using Homing.Storage;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider.File;

/// <summary>
/// The documents: a file a report, whose name holds the report id and the SHA-256, so that what is there under its name is
/// whole. A small file stands for each one that was deleted, for as long as a late one could come. Thread-safe.
/// </summary>
internal sealed class DocumentFiles
{
    private const string DocumentExtension = ".pdf";
    private const string DeletedExtension = ".deleted";
    private const string PartExtension = ".part";
    private const int BufferBytes = 64 * 1024;

    // Storing and deleting at the same moment must not leave a document behind. What is done under it is short.
    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly ProviderOptions _options;
    private readonly TimeProvider _time;

    public DocumentFiles(IOptions<ProviderOptions> options, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        _folder = Path.Combine(Path.GetFullPath(_options.Directory), "documents");
    }

    /// <summary>The document of a report; null where there is none.</summary>
    public StoredDocument? Find(Guid report) => FilesOf(report)
        .Where(file => file.EndsWith(DocumentExtension, StringComparison.Ordinal))
        .Select(file => new StoredDocument(file, Path.GetFileNameWithoutExtension(file)[33..]))
        .FirstOrDefault();

    /// <summary>True where the document of a report was deleted.</summary>
    public bool IsDeleted(Guid report) => System.IO.File.Exists(PathOf(report, DeletedExtension));

    /// <summary>Takes a document; one that was there is replaced.</summary>
    /// <param name="report">The report.</param>
    /// <param name="content">The document.</param>
    /// <param name="sha256">What it must hash to.</param>
    /// <param name="cancellationToken">Gives up; nothing is kept then.</param>
    public async Task<StoreOutcome> StoreAsync(Guid report, Stream content, byte[] sha256, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        var part = PathOf(report, $".{Path.GetRandomFileName()}{PartExtension}");
        try
        {
            if (await WriteAsync(part, content, sha256, cancellationToken) is { } refused)
            {
                return refused;
            }

            return Name(report, part, $".{Convert.ToHexStringLower(sha256)}{DocumentExtension}");
        }
        finally
        {
            System.IO.File.Delete(part);
        }
    }

    /// <summary>
    /// Deletes the document of a report, whether there is one or not; none is taken after it. Who reads it reads it to its end.
    /// </summary>
    public void Delete(Guid report)
    {
        Directory.CreateDirectory(_folder);
        lock (_gate)
        {
            Disk.WriteWhole(PathOf(report, DeletedExtension), []);
            foreach (var file in FilesOf(report).Where(file => file.EndsWith(DocumentExtension, StringComparison.Ordinal)))
            {
                System.IO.File.Delete(file);
            }
        }
    }

    /// <summary>Removes parts that nobody goes on with, and marks and documents that were kept long enough.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(_folder))
        {
            return;
        }

        var before = _time.GetUtcNow().UtcDateTime - _options.Kept;
        var hourAgo = _time.GetUtcNow().UtcDateTime - TimeSpan.FromHours(1);
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles())
        {
            if (file.LastWriteTimeUtc < (file.Extension is DocumentExtension or DeletedExtension ? before : hourAgo))
            {
                file.Delete();
            }
        }
    }

    private StoreOutcome Name(Guid report, string part, string rest)
    {
        lock (_gate)
        {
            if (IsDeleted(report))
            {
                return StoreOutcome.Deleted;
            }

            var (name, older) = (PathOf(report, rest), Find(report));
            System.IO.File.Move(part, name, overwrite: true);
            if (older is not null && older.Path != name)
            {
                System.IO.File.Delete(older.Path);
            }

            Disk.SyncDirectory(_folder);
            return StoreOutcome.Stored;
        }
    }

    private async Task<StoreOutcome?> WriteAsync(string path, Stream content, byte[] sha256, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(
            path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous });
        var buffer = new byte[BufferBytes];
        while (await content.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (file.Position + read > _options.MaxDocumentBytes)
            {
                return StoreOutcome.TooLarge;
            }

            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(sha256))
        {
            return StoreOutcome.WrongDigest;
        }

        file.Flush(flushToDisk: true);
        return null;
    }

    private IEnumerable<string> FilesOf(Guid report) =>
        Directory.Exists(_folder) ? Directory.EnumerateFiles(_folder, $"{report:N}.*") : [];

    private string PathOf(Guid report, string rest) => Path.Combine(_folder, $"{report:N}{rest}");
}
