using System.Globalization;
using Homing.Storage;
using Microsoft.Win32.SafeHandles;

namespace Homing.Log.Embedded.Storage;

/// <summary>
/// A file of consecutive records, named after the first offset it may hold. Only the newest of a partition is
/// written to. What readers may see ends at <see cref="Length"/>, which moves only after a sync. Past it there may be
/// space set aside, all zeros. A segment that was removed or replaced is <see cref="Retired"/>: readers that still
/// hold it look their place up again.
/// </summary>
internal sealed class Segment : IDisposable
{
    public const string Extension = ".log";

    private const long FirstStep = 64 << 10;
    private const long LargestStep = 8 << 20;

    private readonly Lock _opening = new();
    private SafeFileHandle? _file;
    private bool _canAllocate = true;
    private bool _hasLeftover;
    private long _allocated;
    private long _length;
    private long _endOffset;
    private volatile bool _retired;

    public Segment(string path, long baseOffset)
    {
        (Path, BaseOffset, _endOffset) = (path, baseOffset, baseOffset);
    }

    public string Path { get; }

    public long BaseOffset { get; }

    public SegmentIndex Index { get; set; } = new();

    /// <summary>Bytes of whole, durable records.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>One more than the last offset it may hold.</summary>
    public long EndOffset => Volatile.Read(ref _endOffset);

    public long FirstTicks { get; private set; } = long.MaxValue;

    public long LastTicks { get; private set; }

    public bool Retired => _retired;

    public static string PathOf(string folder, long baseOffset) => System.IO.Path.Combine(
        folder, baseOffset.ToString("D20", CultureInfo.InvariantCulture) + Extension);

    /// <summary>The file, opened at the first use: most old segments are never read again.</summary>
    public SafeFileHandle File
    {
        get
        {
            lock (_opening)
            {
                ObjectDisposedException.ThrowIf(_retired, this);
                return _file ??= System.IO.File.OpenHandle(
                    Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            }
        }
    }

    public static Segment Create(string folder, long baseOffset)
    {
        var path = PathOf(folder, baseOffset);

        // Not "create new": one whose making failed half-way holds nothing, and is no reason to fail again.
        System.IO.File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite).Dispose();
        Disk.SyncDirectory(folder);
        return new Segment(path, baseOffset);
    }

    /// <summary>
    /// Writes behind the last record and makes it durable; readers do not see it yet. When that fails, the file is cut
    /// back: half a batch must not be found by the next start, and pages that a failed sync left unsure must go.
    /// </summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_hasLeftover)
        {
            Trim();
        }

        try
        {
            var end = _length + bytes.Length;
            if (end > _allocated)
            {
                Allocate(end);
            }

            RandomAccess.Write(File, bytes, _length);
            Disk.SyncData(File);
        }
        catch
        {
            CutBack();
            throw;
        }
    }

    /// <summary>Shows readers what was written.</summary>
    public void Publish(long bytes, long endOffset, long firstTicks, long lastTicks)
    {
        FirstTicks = Math.Min(FirstTicks, firstTicks);
        LastTicks = Math.Max(LastTicks, lastTicks);
        Volatile.Write(ref _length, _length + bytes);
        Volatile.Write(ref _endOffset, endOffset);
    }

    /// <summary>Takes over what recovery found.</summary>
    public void Recover(long length, long endOffset, long firstTicks, long lastTicks)
    {
        (_length, _endOffset, FirstTicks, LastTicks) = (length, endOffset, firstTicks, lastTicks);
        _allocated = length;
    }

    /// <summary>Gives back everything after the last record.</summary>
    public void Trim()
    {
        RandomAccess.SetLength(File, _length);
        _allocated = _length;
        _hasLeftover = false;
    }

    /// <summary>Lets go of the file for good; reads that are under way end first.</summary>
    public void Retire()
    {
        _retired = true;
        Dispose();
    }

    public void Dispose()
    {
        lock (_opening)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private void CutBack()
    {
        try
        {
            Trim();
        }
        catch (Exception)
        {
            // What made the write fail says more. The next write starts by cutting again.
            _hasLeftover = true;
        }
    }

    private void Allocate(long needed)
    {
        // Space is taken in steps that double, so that a thousand quiet partitions stay small on disk.
        var step = Math.Clamp(_allocated, FirstStep, LargestStep);
        var target = Math.Max(needed, _allocated + step);
        if (!_canAllocate)
        {
            return;
        }

        try
        {
            _canAllocate = Disk.TryAllocate(File, _allocated, target);
        }
        catch (IOException full) when (target > needed && Disk.IsFull(full))
        {
            // The step may not fit where the record still does.
            target = needed;
            _canAllocate = Disk.TryAllocate(File, _allocated, target);
        }

        _allocated = _canAllocate ? target : 0;
    }
}
