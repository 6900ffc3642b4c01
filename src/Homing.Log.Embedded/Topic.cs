using System.Text.Json;
using Homing.Log.Embedded.Storage;
using Homing.Storage;

namespace Homing.Log.Embedded;

/// <summary>A topic: a folder with <c>topic.json</c> and a folder for each partition.</summary>
internal sealed class Topic
{
    public const string FileName = "topic.json";

    private readonly string _folder;
    private readonly uint _count;
    private TopicOptions _options;
    private uint _turn;

    private Topic(PartitionContext context, string folder, TopicOptions options)
    {
        (_folder, _options, _count) = (folder, options, (uint)options.Partitions);
        Partitions = new Partition[options.Partitions];
        try
        {
            Parallel.For(0, Partitions.Length, i =>
                Partitions[i] = new Partition(context, PartitionFolder(folder, i), i, () => Options));
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    public TopicOptions Options => Volatile.Read(ref _options);

    public Partition[] Partitions { get; }

    public static Topic Create(PartitionContext context, string folder, TopicOptions options)
    {
        Check(options);
        for (var i = 0; i < options.Partitions; i++)
        {
            Directory.CreateDirectory(PartitionFolder(folder, i));
        }

        // Last: a topic is there when this file is.
        Save(folder, options);
        Disk.SyncDirectory(Path.GetDirectoryName(folder)!);
        return new Topic(context, folder, options);
    }

    /// <summary>Opens what is in the folder; null where its making was interrupted.</summary>
    public static Topic? Open(PartitionContext context, string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        return new Topic(context, folder, Read(path));
    }

    /// <summary>Whether the making of the topic in the folder came to its end.</summary>
    public static bool IsMade(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Whether what describes the topic in the folder can be read; one whose making was interrupted has nothing.</summary>
    public static bool IsReadable(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return !File.Exists(path) || Read(path) is not null;
        }
        catch (LogException)
        {
            return false;
        }
    }

    public void Update(TopicOptions options)
    {
        Check(options);
        if (options.Partitions != Options.Partitions)
        {
            throw new LogException(
                LogError.InvalidTopic,
                $"Topic {options.Name} has {Options.Partitions} partitions, which cannot become {options.Partitions}.");
        }

        if (options != Options)
        {
            Save(_folder, options);
            Volatile.Write(ref _options, options);
        }
    }

    /// <summary>Where a record of that key goes; this must never change for a topic that has records.</summary>
    public Partition Choose(ReadOnlySpan<byte> key)
    {
        if (_count == 1)
        {
            return Partitions[0];
        }

        // The upper half of a product spreads what a checksum leaves in the lower bits alone.
        var hash = key.IsEmpty ? Interlocked.Increment(ref _turn) : Crc32C.Of(key) * 2654435761u;
        return Partitions[key.IsEmpty ? hash % _count : (uint)(((ulong)hash * _count) >> 32)];
    }

    /// <summary>Lets go of the files of a topic that could not be opened, or must not be.</summary>
    public void Abandon()
    {
        foreach (var partition in Partitions)
        {
            partition?.Abandon();
        }
    }

    public TopicDescription Describe() => new(
        Options.Name, [.. Partitions.Select(partition => new OffsetRange(partition.StartOffset, partition.EndOffset))]);

    private static string PartitionFolder(string folder, int number) =>
        Path.Combine(folder, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static TopicOptions Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<TopicOptions>(File.ReadAllBytes(path))!;
        }
        catch (JsonException e)
        {
            throw new LogException(LogError.Storage, $"{path} is damaged: {e.Message}", e);
        }
    }

    private static void Save(string folder, TopicOptions options) =>
        Disk.WriteWhole(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(options));

    private static void Check(TopicOptions options)
    {
        var name = options.Name;
        var isNamed = name is { Length: >= 1 and <= 200 } and not ("." or "..")
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');
        var problem =
            !isNamed ? "a name has 1 to 200 letters, digits, '.', '_' or '-', and is not '.' or '..'"
            : options.Partitions is < 1 or > 1024 ? $"it has 1 to 1,024 partitions, not {options.Partitions}"
            : options.RetentionAge <= TimeSpan.Zero ? $"its age limit must be above zero, not {options.RetentionAge}"
            : options.RetentionBytes <= 0 ? $"its byte limit must be above zero, not {options.RetentionBytes}"
            : null;
        if (problem is not null)
        {
            throw new LogException(LogError.InvalidTopic, $"Topic '{name}' is not valid: {problem}.");
        }
    }
}
