using System.Globalization;
using Homing.Reports.Contracts;
using Homing.Storage;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Documents;

/// <summary>
/// Our own storage of documents: a file a report, under a name that holds the report id and the SHA-256, so that what is
/// there under its name is whole. Thread-safe, also between processes that share the folder.
/// </summary>
internal sealed class DocumentStore
{
    private const string Extension = ".pdf";
    private const string PartExtension = ".part";

    private readonly string _folder;

    public DocumentStore(IOptions<ReportOptions> options) =>
        _folder = Path.Combine(Path.GetFullPath(options.Value.Directory), "documents");

    /// <summary>Reports of which there is a document, or a part of one, with when it was last written to.</summary>
    public IEnumerable<(Guid Report, DateTimeOffset WrittenAt)> All => !Directory.Exists(_folder) ? [] :
        from file in new DirectoryInfo(_folder).EnumerateFiles()
        where file.Name.Length > 32 && Guid.TryParseExact(file.Name[..32], "N", out _)
        select (Guid.ParseExact(file.Name[..32], "N"), new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));

    /// <summary>True where the whole document is there.</summary>
    public bool Has(Guid report, DocumentDescription document) => File.Exists(PathOf(report, document));

    /// <summary>
    /// Opens the document; null where it is not there. Who has it open can read it to its end, also where it is deleted
    /// meanwhile.
    /// </summary>
    public FileStream? Open(Guid report, DocumentDescription document) => Disk.TryOpen(PathOf(report, document));

    /// <summary>
    /// Opens what there is of a document that is being fetched, to be written on by one at a time; room for all of it is
    /// reserved first.
    /// </summary>
    /// <exception cref="HomingException">There is no room, or somebody else writes to it (transient).</exception>
    public FileStream OpenPart(Guid report, DocumentDescription document)
    {
        FileStream? part = null;
        try
        {
            Directory.CreateDirectory(_folder);
            part = new FileStream(PathOf(report, document) + PartExtension, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.Asynchronous,

                // What was written is in the file, so that no write is left to fail when it is closed.
                BufferSize = 0,
            });
            Reserve(part, document.Length);
            return part;
        }
        catch (IOException exception)
        {
            part?.Dispose();
            throw new HomingException(
                Disk.IsFull(exception) ? NoRoom(document) : $"{_folder} cannot be written to: {exception.Message}",
                isTransient: true,
                exception);
        }
    }

    /// <summary>Gives a part its name: from here on the document is there, also after a power cut.</summary>
    /// <param name="part">All of the document, checked by the caller; closed here.</param>
    /// <param name="report">The report.</param>
    /// <param name="document">What it is.</param>
    public async Task CompleteAsync(FileStream part, Guid report, DocumentDescription document)
    {
        ArgumentNullException.ThrowIfNull(part);
        part.Flush(flushToDisk: true);
        await part.DisposeAsync();
        File.Move(part.Name, PathOf(report, document), overwrite: true);
        Disk.SyncDirectory(_folder);
    }

    /// <summary>Deletes whatever there is of a report. Deleting it twice is fine.</summary>
    public void Delete(Guid report)
    {
        if (Directory.Exists(_folder))
        {
            foreach (var file in Directory.EnumerateFiles(_folder, report.ToString("N", CultureInfo.InvariantCulture) + "*"))
            {
                File.Delete(file);
            }
        }
    }

    private void Reserve(FileStream part, long length)
    {
        if (length > part.Length && !Disk.TryReserve(part.SafeFileHandle, part.Length, length)
            && new DriveInfo(_folder).AvailableFreeSpace < length - part.Length)
        {
            throw new IOException($"{_folder} has too little room for {length} bytes.");
        }
    }

    private string NoRoom(DocumentDescription document) =>
        $"{_folder} has no room for a document of {document.Length} bytes; free some disk space.";

    private string PathOf(Guid report, DocumentDescription document) =>
        Path.Combine(_folder, $"{report:N}.{document.Sha256}{Extension}");
}
