using System.Text;
using System.Text.Json.Nodes;
using Homing.Host.Backup;
using Homing.Log;
using Homing.Log.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Host.Tests.Backup;

/// <summary>What comes back from a back-up, and what is refused.</summary>
public sealed class RestoreSessionTests : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("homing-backup-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string BackupFolder => Path.Combine(_root.FullName, "backup");

    public async ValueTask InitializeAsync()
    {
        var data = Places("data");
        await using (var log = await OpenAsync(data))
        {
            await log.EnsureTopicAsync(new TopicOptions { Name = "t" }, Token);
            await log.EnsureTopicAsync(new TopicOptions { Name = "empty", Partitions = 3 }, Token);
            await log.AppendAsync("t", new LogEntry(default, "kept"u8.ToArray()), Token);
        }

        Write(Path.Combine(data.Folders[0].Path, "documents", "one.pdf"), "%PDF");
        Write(Path.Combine(data.Folders[0].Path, "documents", "two.pdf.part"), "half");
        Write(data.Files[0].Path, "keys");
        Directory.CreateDirectory(data.Folders[1].Path);

        // As a process that runs has it.
        using var held = new FileStream(Path.Combine(data.Folders[1].Path, "app.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        BackupSession.Run(data, BackupFolder, DateTimeOffset.UnixEpoch, Token);
    }

    [Fact]
    public async Task Everything_comes_back_but_what_was_being_made()
    {
        var places = Places("elsewhere");

        var manifest = RestoreSession.Run(BackupFolder, places, Token);

        Assert.Equal(DateTimeOffset.UnixEpoch, manifest.CreatedAt);
        Assert.Equal("%PDF", await File.ReadAllTextAsync(Path.Combine(places.Folders[0].Path, "documents", "one.pdf"), Token));
        Assert.Equal("keys", await File.ReadAllTextAsync(places.Files[0].Path, Token));
        Assert.Single(Directory.GetFiles(Path.Combine(places.Folders[0].Path, "documents")));
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(Path.Combine(_root.FullName, "elsewhere")), path => path.EndsWith(".restoring", StringComparison.Ordinal));
        await using var log = await OpenAsync(places);
        Assert.Equal(3, (await log.DescribeTopicAsync("empty", Token))!.Partitions.Count);
        await using var reader = log.OpenReader("t", StartAt.Beginning);
        var records = (await reader.ReadAsync(Token)).Records;
        Assert.Equal("kept", Encoding.UTF8.GetString(records.Span[0].Value!.Value.Span));
    }

    [Fact]
    public void Folder_in_which_something_is_is_refused()
    {
        var error = Assert.Throws<HomingException>(() => RestoreSession.Run(BackupFolder, Places("data"), Token));

        Assert.Contains("is not empty", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "is not empty",
            Assert.Throws<HomingException>(() => BackupSession.Run(Places("data"), BackupFolder, DateTimeOffset.UnixEpoch, Token)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("log/topics/t/0/00000000000000000000.log")]
    [InlineData("log/topics/t/topic.json")]
    [InlineData("reports/documents/one.pdf")]
    [InlineData("provider-demo-keys.json")]
    public async Task File_that_was_changed_or_is_missing_is_refused_by_name_and_nothing_is_restored(string name)
    {
        var path = Path.Combine(BackupFolder, name);
        var bytes = await File.ReadAllBytesAsync(path, Token);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Token);
        AssertRefused($"{path} is damaged");

        await File.WriteAllBytesAsync(path, bytes[..^1], Token);
        AssertRefused($"{path} is damaged");

        File.Delete(path);
        AssertRefused($"{path} is missing");
    }

    [Fact]
    public async Task Back_up_without_a_manifest_or_with_a_newer_or_damaged_one_is_refused()
    {
        var path = Path.Combine(BackupFolder, BackupManifest.FileName);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(path, Token))!;

        manifest["format"] = 2;
        await File.WriteAllTextAsync(path, manifest.ToJsonString(), Token);
        AssertRefused("has format 2, and this version knows up to 1");

        await File.WriteAllTextAsync(path, "{", Token);
        AssertRefused($"{path} is damaged");

        File.Delete(path);
        AssertRefused("is no whole back-up");
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("log/../../outside")]
    [InlineData("/etc/outside")]
    [InlineData("unknown/file")]
    [InlineData("log")]
    public async Task Manifest_that_names_what_is_no_part_of_a_back_up_is_refused(string name)
    {
        var path = Path.Combine(BackupFolder, BackupManifest.FileName);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(path, Token))!;
        manifest["files"]![0]!["path"] = name;
        await File.WriteAllTextAsync(path, manifest.ToJsonString(), Token);

        AssertRefused(name);
    }

    public ValueTask DisposeAsync()
    {
        _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static ValueTask<EmbeddedLog> OpenAsync(DataPlaces places) =>
        EmbeddedLog.OpenAsync(new EmbeddedLogOptions { Directory = places.Log }, TimeProvider.System, NullLogger.Instance);

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private void AssertRefused(string named)
    {
        var places = Places("elsewhere");
        var error = Assert.Throws<HomingException>(() => RestoreSession.Run(BackupFolder, places, Token));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(places.Log));
        Assert.Empty(Directory.Exists(Path.GetDirectoryName(places.Log))
            ? Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(places.Log)!, "*", SearchOption.AllDirectories) : []);
    }

    private DataPlaces Places(string name)
    {
        var data = Path.Combine(_root.FullName, name);
        return new DataPlaces(
            Path.Combine(data, "log"),
            [("reports", Path.Combine(data, "reports")), ("provider", Path.Combine(data, "provider"))],
            [("provider-demo-keys.json", Path.Combine(data, "provider-demo-keys.json"))]);
    }
}
