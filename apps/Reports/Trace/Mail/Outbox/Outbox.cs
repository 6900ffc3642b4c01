using System.Globalization;
using Homing.Storage;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Trace.Mail.Outbox;

/// <summary>
/// Mails as files, where there is no mail server: the folder <c>outbox</c>, a file a Message-ID, so that a mail that is written
/// twice is one mail. A file that is there under its name is whole. Thread-safe, also between processes that share the folder.
/// </summary>
internal sealed class Outbox : IMailTransport
{
    private const string Extension = ".eml";
    private const string PartExtension = ".part";

    private readonly string _folder;

    public Outbox(IOptions<ReportOptions> options) =>
        _folder = Path.Combine(Path.GetFullPath(options.Value.Directory), "outbox");

    /// <summary>The Message-IDs of all mails, newest first.</summary>
    public IEnumerable<string> All => Directory.Exists(_folder)
        ? new DirectoryInfo(_folder).EnumerateFiles("*" + Extension).OrderByDescending(file => file.LastWriteTimeUtc)
            .Select(file => Path.GetFileNameWithoutExtension(file.Name))
        : [];

    /// <inheritdoc/>
    public async Task<MailResult> SendAsync(Mail mail, CancellationToken cancellationToken)
    {
        var part = Path.Combine(_folder, Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture) + PartExtension);
        try
        {
            Directory.CreateDirectory(_folder);
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await mail.WriteAsync(file, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, PathOf(mail.MessageId), overwrite: true);
            Disk.SyncDirectory(_folder);
            return MailResult.Sent;
        }
        catch (Exception exception)
        {
            // Also where it is there already: written again, it is the same mail.
            TryDelete(part);
            return MailResult.NotNow(exception is OperationCanceledException ? "The process was stopped." : exception.Message);
        }
    }

    /// <summary>A file is there or not.</summary>
    public MailResult Recall(string messageId) => File.Exists(PathOf(messageId))
        ? MailResult.Sent
        : MailResult.NotNow("Who began to write it has gone before it was written.");

    /// <summary>Opens a mail; null where there is none.</summary>
    public FileStream? Open(string messageId) => Disk.TryOpen(PathOf(messageId));

    /// <summary>Deletes mails, and what is left of mails that were never whole.</summary>
    /// <param name="mailsBefore">Mails that were written before then.</param>
    /// <param name="partsBefore">Parts that were last written to before then.</param>
    /// <returns>How many files.</returns>
    public int Sweep(DateTimeOffset mailsBefore, DateTimeOffset partsBefore)
    {
        if (!Directory.Exists(_folder))
        {
            return 0;
        }

        var old = new DirectoryInfo(_folder).EnumerateFiles().Where(file =>
            (file.Extension == Extension && file.LastWriteTimeUtc < mailsBefore.UtcDateTime)
            || (file.Extension == PartExtension && file.LastWriteTimeUtc < partsBefore.UtcDateTime)).ToArray();
        foreach (var file in old)
        {
            file.Delete();
        }

        return old.Length;
    }

    private static void TryDelete(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // There may be no folder. What is left of it is swept; that the mail was not taken must be known.
        }
    }

    private string PathOf(string messageId) => Path.Combine(_folder, messageId + Extension);
}
