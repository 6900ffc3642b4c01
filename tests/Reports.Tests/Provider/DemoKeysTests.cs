using Homing.Reports.ProviderApi;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Tests.Provider;

public sealed class DemoKeysTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-keys-");

    private string KeyFile => Path.Combine(_folder.FullName, "new", "keys.json");

    [Fact]
    public void First_makes_the_file_and_later_ones_read_it()
    {
        var first = Open();

        Assert.True(WebhookSigner.IsSecret(first.WebhookSecret));
        Assert.Equal(64, first.ApiKey.Length);
        Assert.NotEqual(first.ApiKey, first.FileKey);
        Assert.Equal(KeysOf(first), KeysOf(Open()));
        Assert.Equal([KeyFile], Directory.GetFiles(Path.GetDirectoryName(KeyFile)!));
    }

    [Fact]
    public void Only_the_owner_can_read_the_file()
    {
        _ = Open().ApiKey;

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        }
    }

    [Fact]
    public void Many_at_once_agree()
    {
        var keys = new (string, string, string)[16];
        Parallel.For(0, keys.Length, new ParallelOptions { MaxDegreeOfParallelism = keys.Length }, index => keys[index] = KeysOf(Open()));

        Assert.Single(keys.Distinct());
    }

    [Fact]
    public void Damaged_file_is_named()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyFile)!);
        File.WriteAllText(KeyFile, """{"api_key":"a"}""");

        var exception = Assert.Throws<HomingException>(() => Open().ApiKey);
        Assert.Contains(KeyFile, exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static (string, string, string) KeysOf(DemoKeys keys) => (keys.ApiKey, keys.WebhookSecret, keys.FileKey);

    private DemoKeys Open() => new(Options.Create(new DemoKeysOptions { DemoKeys = KeyFile }));
}
