using System.Security.Cryptography;
using System.Text.Json;
using Homing.Storage;
using Microsoft.Extensions.Options;

namespace Homing.Reports.ProviderApi;

/// <summary>
/// The keys that our side and the provider use where none are set, as on a machine that tries both out: they stand in a
/// file that only its owner can read. Whoever needs one first makes the file, and all others take what is there.
/// Thread-safe.
/// </summary>
internal sealed class DemoKeys
{
    private readonly string _path;
    private readonly Lazy<DemoKeyRing> _keys;

    public DemoKeys(IOptions<DemoKeysOptions> options)
    {
        _path = Path.GetFullPath(options.Value.DemoKeys);
        _keys = new Lazy<DemoKeyRing>(() => Read() ?? Make());
    }

    /// <summary>What our side shows to the provider.</summary>
    /// <exception cref="HomingException">The file cannot be read or made; so with the others.</exception>
    public string ApiKey => _keys.Value.ApiKey;

    /// <summary>What signs the provider's call backs.</summary>
    public string WebhookSecret => _keys.Value.WebhookSecret;

    /// <summary>What the reporting app shows to the provider's own storage.</summary>
    public string FileKey => _keys.Value.FileKey;

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private DemoKeyRing? Read()
    {
        try
        {
            var keys = JsonSerializer.Deserialize(File.ReadAllBytes(_path), DemoKeyRingJson.Default.DemoKeyRing)!;
            return WebhookSigner.IsSecret(keys.WebhookSecret) && keys.ApiKey.Length > 0 && keys.FileKey.Length > 0
                ? keys
                : throw Damaged(null);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException exception)
        {
            throw Damaged(exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HomingException($"The file of demo keys {_path} cannot be read: {exception.Message}", inner: exception);
        }
    }

    private DemoKeyRing Make()
    {
        var made = new DemoKeyRing(NewKey(), WebhookSigner.NewSecret(), NewKey());
        var folder = Path.GetDirectoryName(_path)!;
        var temporary = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            Directory.CreateDirectory(folder);
            using (var file = new FileStream(temporary, OnlyForItsOwner()))
            {
                JsonSerializer.Serialize(file, made, DemoKeyRingJson.Default.DemoKeyRing);
                file.Flush(flushToDisk: true);
            }

            // Where another one was first its keys are the ones.
            return Disk.TryName(temporary, _path) ? made : Read()!;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HomingException(
                $"The file of demo keys {_path} cannot be made: {exception.Message} Set {DemoKeysOptions.SectionName}:"
                + $"{nameof(DemoKeysOptions.DemoKeys)}, or the keys themselves.",
                inner: exception);
        }
    }

    private static FileStreamOptions OnlyForItsOwner()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private HomingException Damaged(Exception? cause) => new(
        $"The file of demo keys {_path} is not one: delete it, and it is made again, or set the keys themselves.", inner: cause);
}
