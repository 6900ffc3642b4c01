using System.Text.Json;
using System.Text.Json.Serialization;

namespace Homing.Host.Backup;

/// <summary>What a back-up holds. It is written last: a back-up without one is not whole.</summary>
/// <param name="Format">The format of the back-up.</param>
/// <param name="Version">The version of Homing that made it.</param>
/// <param name="CreatedAt">When it was begun: what was acknowledged before is in it.</param>
/// <param name="Folders">Folders in which nothing is: partitions to which nothing was appended yet.</param>
/// <param name="Files">Every file, by its path in the back-up.</param>
internal sealed record BackupManifest(
    int Format, string Version, DateTimeOffset CreatedAt, IReadOnlyList<string> Folders, IReadOnlyList<BackupFile> Files)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The newest format that this version knows.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Reads that of a back-up.</summary>
    /// <exception cref="HomingException">There is none, it cannot be read, or it is of a newer format.</exception>
    public static BackupManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), BackupJson.Default.BackupManifest);
            return manifest switch
            {
                null => throw new HomingException($"{path} is damaged: it is empty."),
                { Format: < 1 or > CurrentFormat } => throw new HomingException(
                    $"{folder} has format {manifest.Format}, and this version knows up to {CurrentFormat}: "
                    + $"use version {manifest.Version} of Homing, which made it, or a newer one."),
                _ => manifest,
            };
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new HomingException($"{folder} is no whole back-up: it has no {FileName}.", inner: missing);
        }
        catch (JsonException exception)
        {
            throw new HomingException($"{path} is damaged: {exception.Message}", inner: exception);
        }
    }

    /// <summary>The manifest as a file.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupManifest);
}

/// <summary>A file of a back-up.</summary>
/// <param name="Path">Where it is in the back-up, with <c>/</c>.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Sha256">Of its content, in hexadecimal.</param>
internal sealed record BackupFile(string Path, long Bytes, string Sha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
