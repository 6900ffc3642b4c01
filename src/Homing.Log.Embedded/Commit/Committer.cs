using System.Diagnostics;

namespace Homing.Log.Embedded.Commit;

/// <summary>
/// The threads that write and sync. A partition with records to write is in the queue once, or in the hands of one
/// thread, never both: so a partition is written by one thread at a time, and everything that arrives during a sync
/// shares the next one. Threads of their own, because a disk may stall for seconds and the pool must not stall with it.
/// </summary>
internal sealed class Committer
{
    private readonly object _lock = new();
    private readonly Queue<Partition> _queue = new();
    private readonly Thread[] _threads;
    private readonly long _spinTicks;
    private int _queued;
    private int _sleeping;
    private int _spinning;
    private bool _stopping;

    public Committer(int threads, TimeSpan spin)
    {
        // Spinning on a single core only keeps the one that would bring the work from running.
        _spinTicks = Environment.ProcessorCount == 1 ? 0 : (long)(spin.TotalSeconds * Stopwatch.Frequency);
        _threads = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Run) { IsBackground = true, Name = $"log commit {i}" };
            _threads[i].Start();
        }
    }

    public void Enqueue(Partition partition)
    {
        lock (_lock)
        {
            _queue.Enqueue(partition);
            Volatile.Write(ref _queued, _queue.Count);
            if (_sleeping > 0 && _queue.Count > Volatile.Read(ref _spinning))
            {
                Monitor.Pulse(_lock);
            }
        }
    }

    /// <summary>Ends the threads once the queue is empty.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopping = true;
            Monitor.PulseAll(_lock);
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private void Run()
    {
        while (Take() is { } partition)
        {
            if (partition.Commit())
            {
                Enqueue(partition);
            }
        }
    }

    private Partition? Take()
    {
        // The one who was just answered often has more: to be awake then saves waking up, which takes as long as a
        // fast sync. One thread looks out at most.
        if (_spinTicks > 0 && Volatile.Read(ref _queued) == 0
            && Interlocked.CompareExchange(ref _spinning, 1, 0) == 0)
        {
            var until = Stopwatch.GetTimestamp() + _spinTicks;
            while (Volatile.Read(ref _queued) == 0 && Stopwatch.GetTimestamp() < until)
            {
                Thread.SpinWait(8);
            }

            lock (_lock)
            {
                _spinning = 0;
                return TakeOrSleep();
            }
        }

        lock (_lock)
        {
            return TakeOrSleep();
        }
    }

    private Partition? TakeOrSleep()
    {
        while (_queue.Count == 0)
        {
            if (_stopping)
            {
                return null;
            }

            _sleeping++;
            Monitor.Wait(_lock);
            _sleeping--;
        }

        var partition = _queue.Dequeue();
        Volatile.Write(ref _queued, _queue.Count);
        return partition;
    }
}
