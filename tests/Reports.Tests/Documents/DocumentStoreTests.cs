using System.Security.Cryptography;
using Homing.Reports.Contracts;
using Homing.Reports.Documents;
using Homing.Reports.Tests.ProviderApi;
using Homing.Testing;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Tests.Documents;

/// <summary>"Store: disk full, torn write" of the failure table.</summary>
public sealed class DocumentStoreTests : IDisposable
{
    private static readonly Guid Report = Guid.Parse("7e57ab1e-0000-8000-8000-000000000001");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-documents-");
    private readonly byte[] _bytes = HostileProvider.NewPdf(100_000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DocumentDescription Document => new(_bytes.Length, Convert.ToHexStringLower(SHA256.HashData(_bytes)));

    [Fact]
    public async Task Document_is_there_once_it_is_complete()
    {
        var store = Open(_folder.FullName);
        await using (var part = store.OpenPart(Report, Document))
        {
            await part.WriteAsync(_bytes, Token);
            Assert.False(store.Has(Report, Document));
            Assert.Null(store.Open(Report, Document));
            await store.CompleteAsync(part, Report, Document);
        }

        Assert.True(store.Has(Report, Document));
        Assert.Equal([Report], store.All.Select(entry => entry.Report));
        await using var read = store.Open(Report, Document)!;
        var all = new MemoryStream();
        await read.CopyToAsync(all, Token);
        Assert.Equal(_bytes, all.ToArray());
    }

    [Fact]
    public async Task Part_keeps_what_was_written_and_no_more()
    {
        var store = Open(_folder.FullName);
        await using (var part = store.OpenPart(Report, Document))
        {
            await part.WriteAsync(_bytes.AsMemory(0, 1000), Token);
        }

        await using var again = store.OpenPart(Report, Document);

        Assert.Equal(1000, again.Length);
    }

    [Fact]
    public async Task Two_do_not_write_to_one_part()
    {
        var store = Open(_folder.FullName);
        await using var part = store.OpenPart(Report, Document);

        var error = Assert.Throws<HomingException>(() => store.OpenPart(Report, Document));

        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task Who_reads_reads_to_the_end_while_it_is_deleted_and_deleting_twice_is_fine()
    {
        var store = Open(_folder.FullName);
        await using (var part = store.OpenPart(Report, Document))
        {
            await part.WriteAsync(_bytes, Token);
            await store.CompleteAsync(part, Report, Document);
        }

        await using var read = store.Open(Report, Document)!;
        store.Delete(Report);
        store.Delete(Report);

        var all = new MemoryStream();
        await read.CopyToAsync(all, Token);
        Assert.Equal(_bytes, all.ToArray());
        Assert.Empty(store.All);
        Assert.Null(store.Open(Report, Document));
    }

    [Fact]
    public async Task Full_disk_is_noticed_before_anything_is_fetched()
    {
        using var disk = SmallDisk.TryMount(1);
        Assert.SkipWhen(disk is null, SmallDisk.NotPermitted);
        var store = Open(disk.Path);
        var ballast = Path.Combine(disk.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[980_000], Token);

        var error = Assert.Throws<HomingException>(() => store.OpenPart(Report, Document));
        Assert.True(error.IsTransient);
        Assert.Contains("free some disk space", error.Message, StringComparison.Ordinal);

        File.Delete(ballast);
        await using var part = store.OpenPart(Report, Document);

        // Reserved: whoever fills the disk now does not take it away.
        Assert.Throws<IOException>(() => File.WriteAllBytes(ballast, new byte[1 << 20]));
        await part.WriteAsync(_bytes, Token);
        await store.CompleteAsync(part, Report, Document);
        Assert.True(store.Has(Report, Document));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static DocumentStore Open(string folder) => new(Options.Create(new ReportOptions { Directory = folder }));
}
