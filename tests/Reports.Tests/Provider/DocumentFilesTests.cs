using System.Security.Cryptography;
using Homing.Reports.Provider;
using Homing.Reports.Provider.File;
using Homing.Testing;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Tests.Provider;

public sealed class DocumentFilesTests : IDisposable
{
    private static readonly Guid Report = Guid.Parse("7e57ab1e-0000-8000-8000-000000000001");
    private static readonly byte[] Document = [1, 2, 3, 4];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-files-");
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_is_found_by_its_report_and_replaced_by_a_newer_one()
    {
        var files = Open();
        byte[] newer = [5, 6];

        Assert.Equal(StoreOutcome.Stored, await StoreAsync(files, Document));
        Assert.Equal(StoreOutcome.Stored, await StoreAsync(files, Document));
        Assert.Equal(StoreOutcome.Stored, await StoreAsync(files, newer));

        var found = Open().Find(Report)!;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(newer)), found.Sha256);
        Assert.Equal(newer, await System.IO.File.ReadAllBytesAsync(found.Path, Cancelled));
        Assert.Single(Left());
        Assert.Null(files.Find(Guid.NewGuid()));
    }

    [Fact]
    public async Task What_arrived_wrong_too_large_or_not_whole_is_not_kept()
    {
        var files = Open(options => options.MaxDocumentBytes = 1024);
        using var broken = new BrokenStream();

        Assert.Equal(StoreOutcome.WrongDigest, await StoreAsync(files, Document, SHA256.HashData([9])));
        Assert.Equal(StoreOutcome.TooLarge, await StoreAsync(files, new byte[1025]));
        Assert.Equal(StoreOutcome.Stored, await StoreAsync(files, new byte[1024]));
        await Assert.ThrowsAsync<IOException>(() => files.StoreAsync(Guid.NewGuid(), broken, SHA256.HashData([]), Cancelled));

        Assert.Single(Left());
    }

    [Fact]
    public async Task Deleted_document_is_not_taken_again_and_who_reads_it_reads_on()
    {
        var files = Open();
        await StoreAsync(files, Document);
        await using var reading = System.IO.File.OpenRead(files.Find(Report)!.Path);

        files.Delete(Report);
        files.Delete(Report);

        Assert.Equal((true, null), (files.IsDeleted(Report), files.Find(Report)));
        Assert.Equal(StoreOutcome.Deleted, await StoreAsync(files, Document));
        Assert.Null(Open().Find(Report));
        var read = new byte[Document.Length];
        await reading.ReadExactlyAsync(read, Cancelled);
        Assert.Equal(Document, read);
    }

    [Fact]
    public async Task Storing_and_deleting_at_once_never_leave_a_document()
    {
        for (var round = 0; round < 50; round++)
        {
            var (files, report) = (Open(), Guid.NewGuid());
            using var content = new MemoryStream(Document);
            await Task.WhenAll(
                Task.Run(() => files.StoreAsync(report, content, SHA256.HashData(Document), Cancelled), Cancelled),
                Task.Run(() => files.Delete(report), Cancelled));

            Assert.Null(files.Find(report));
        }
    }

    [Fact]
    public async Task What_was_kept_long_enough_is_removed()
    {
        var files = Open(options => options.Kept = TimeSpan.FromHours(2));
        await StoreAsync(files, Document);
        files.Delete(Guid.NewGuid());
        await System.IO.File.WriteAllTextAsync(Path.Combine(_folder.FullName, "documents", "left.part"), "", Cancelled);

        _clock.Advance(TimeSpan.FromMinutes(90));
        files.Sweep();
        Assert.Equal([".deleted", ".pdf"], Left().Select(Path.GetExtension).Order());

        _clock.Advance(TimeSpan.FromMinutes(90));
        files.Sweep();
        Assert.Empty(Left());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<StoreOutcome> StoreAsync(DocumentFiles files, byte[] document, byte[]? sha256 = null)
    {
        using var content = new MemoryStream(document);
        return await files.StoreAsync(Report, content, sha256 ?? SHA256.HashData(document), Cancelled);
    }

    private DocumentFiles Open(Action<ProviderOptions>? configure = null)
    {
        var options = new ProviderOptions { Directory = _folder.FullName };
        configure?.Invoke(options);
        return new DocumentFiles(Options.Create(options), _clock);
    }

    private string[] Left() => Directory.GetFiles(Path.Combine(_folder.FullName, "documents"));

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("The other side is gone.");
    }
}
