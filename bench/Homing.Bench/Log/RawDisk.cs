using System.Diagnostics;
using Homing.Storage;

namespace Homing.Bench.Log;

/// <summary>
/// What the disk can do by itself: write and sync, one after the other, into space that was set aside and never written.
/// </summary>
internal sealed class RawDisk(string folder)
{
    private const long FileBytes = 256L << 20;

    /// <summary>Writes batches of that many records for the time, and notes what each took.</summary>
    public LogRound Run(int records, int recordBytes, TimeSpan time)
    {
        var bytes = new byte[records * recordBytes];
        var round = new LogRound();
        var spent = TimeSpan.Zero;
        while (spent < time)
        {
            using var file = File.OpenHandle(
                Path.Combine(folder, "raw"), FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose,
                FileBytes);
            for (var at = 0L; at + bytes.Length <= FileBytes && spent < time; at += bytes.Length)
            {
                var start = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, bytes, at);
                Disk.SyncData(file);
                var one = Stopwatch.GetElapsedTime(start);
                round.Add(one);
                spent += one;
            }
        }

        return round.End((long)records * round.Count, spent);
    }
}
