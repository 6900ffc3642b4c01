using System.Collections.Concurrent;
using System.Text.Json;
using Homing.Storage;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider.App.Jobs;

/// <summary>
/// All orders: in memory, and each in a file of its own that is written whole, so that after a crash each is as its last
/// change that was meant to last left it. One process at a time. Thread-safe.
/// </summary>
internal sealed class JobStore : IDisposable
{
    private const string Extension = ".json";

    private readonly ConcurrentDictionary<Guid, Entry> _entries = new();
    private readonly string _root;
    private FileStream? _lock;

    public JobStore(IOptions<ProviderOptions> options) => _root = Path.GetFullPath(options.Value.Directory);

    /// <summary>All of them, as they are now.</summary>
    public IEnumerable<Job> All => _entries.Values.Select(entry => entry.Job).OfType<Job>();

    private string Folder => Path.Combine(_root, "jobs");

    /// <summary>Reads what there is.</summary>
    /// <exception cref="HomingException">Another process has the folder, or it cannot be read.</exception>
    public void Open()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            _lock = new FileStream(Path.Combine(_root, "app.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            foreach (var file in Directory.EnumerateFiles(Folder))
            {
                if (file.EndsWith(Extension, StringComparison.Ordinal))
                {
                    var job = JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(file), JobJson.Default.Job)!;
                    _entries[job.Id] = new Entry { Job = job };
                }
                else
                {
                    // A write that a crash cut off: what it was to replace is still there.
                    System.IO.File.Delete(file);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new HomingException(
                $"The folder of the reporting provider, {_root}, cannot be used, or another process does: {exception.Message}",
                inner: exception);
        }
    }

    /// <summary>The order; null where there is none.</summary>
    public Job? Find(Guid id) => _entries.GetValueOrDefault(id)?.Job;

    /// <summary>Changes an order, or adds it, so that it lasts.</summary>
    /// <param name="id">The order.</param>
    /// <param name="change">What becomes of it; what it is given, or null, changes nothing. Null stands for none.</param>
    /// <returns>The order as it is then.</returns>
    public Job? Change(Guid id, Func<Job?, Job?> change)
    {
        while (true)
        {
            var entry = _entries.GetOrAdd(id, static _ => new Entry());
            lock (entry.Gate)
            {
                if (entry.IsGone)
                {
                    continue;
                }

                var after = change(entry.Job);
                if (after is not null && !ReferenceEquals(after, entry.Job))
                {
                    Disk.WriteWhole(PathOf(id), JsonSerializer.SerializeToUtf8Bytes(after, JobJson.Default.Job));
                    entry.Job = after;
                }
                else if (entry.Job is null)
                {
                    Forget(id, entry);
                }

                return entry.Job;
            }
        }
    }

    /// <summary>Tells how far the work on an order is. It need not last: work that is taken up again tells it again.</summary>
    /// <returns>The order as it is then.</returns>
    public Job? Progress(Guid id, int percent, string message)
    {
        if (_entries.GetValueOrDefault(id) is not { } entry)
        {
            return null;
        }

        lock (entry.Gate)
        {
            return entry.Job is { State: JobState.Working } job
                ? entry.Job = job with { Percent = Math.Max(percent, job.Percent), Message = message }
                : entry.Job;
        }
    }

    /// <summary>Forgets an order.</summary>
    public void Remove(Guid id)
    {
        if (_entries.TryGetValue(id, out var entry))
        {
            lock (entry.Gate)
            {
                System.IO.File.Delete(PathOf(id));
                entry.Job = null;
                Forget(id, entry);
            }
        }
    }

    public void Dispose() => _lock?.Dispose();

    // Whoever waits for its gate takes another one.
    private void Forget(Guid id, Entry entry)
    {
        entry.IsGone = true;
        _entries.TryRemove(id, out _);
    }

    private string PathOf(Guid id) => Path.Combine(Folder, id.ToString("N") + Extension);

    private sealed class Entry
    {
        public Lock Gate { get; } = new();

        // Written under the gate alone; read by anybody.
        public volatile Job? Job;

        public bool IsGone { get; set; }
    }
}
