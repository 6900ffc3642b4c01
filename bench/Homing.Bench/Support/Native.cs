using System.Runtime.InteropServices;

namespace Homing.Bench.Support;

/// <summary>The few calls of the system that a load generator on one thread needs. Linux only.</summary>
internal static unsafe partial class Native
{
    private const int NoFile = 7;
    private const int SetTimerSlack = 29;
    private const int Add = 1;
    private const uint In = 1;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    /// <summary>Lets timers of this thread end when they should, not 50 µs later.</summary>
    public static void SharpenTimers() => _ = Prctl(SetTimerSlack, 1, 0, 0, 0);

    /// <summary>Raises the number of files that this process may have open as far as it is allowed to.</summary>
    /// <returns>That number.</returns>
    public static int RaiseFileLimit()
    {
        Span<ulong> limit = stackalloc ulong[2];
        fixed (ulong* at = limit)
        {
            _ = GetLimit(NoFile, at);
            limit[0] = limit[1];
            _ = SetLimit(NoFile, at);
        }

        return (int)Math.Min(limit[1], int.MaxValue);
    }

    public static int OpenPoll() => CreatePoll(0);

    public static void Watch(int poll, int descriptor, int data)
    {
        var change = stackalloc byte[16];
        *(uint*)change = In;
        *(long*)(change + EventSize - 8) = data;
        if (Control(poll, Add, descriptor, change) != 0)
        {
            throw new IOException("epoll_ctl: " + Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Waits for input, at most that long; fills in what was given to <see cref="Watch"/>.</summary>
    public static int Wait(int poll, Span<int> ready, long nanoseconds)
    {
        var events = stackalloc byte[ready.Length * EventSize];
        var timeout = stackalloc long[2];
        (timeout[0], timeout[1]) = Math.DivRem(Math.Max(nanoseconds, 0), 1_000_000_000L);
        var count = WaitFor(poll, events, ready.Length, timeout, null);
        for (var index = 0; index < count; index++)
        {
            ready[index] = (int)*(long*)(events + (index * EventSize) + EventSize - 8);
        }

        return Math.Max(count, 0);
    }

    /// <summary>Bytes received; 0 where the peer has closed, -1 where nothing is there now.</summary>
    public static int Receive(int descriptor, Span<byte> into)
    {
        fixed (byte* at = into)
        {
            return (int)Receive(descriptor, at, into.Length, 0);
        }
    }

    /// <summary>Bytes that the system took; -1 where it takes none now.</summary>
    public static int Send(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* at = bytes)
        {
            return (int)Send(descriptor, at, bytes.Length, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ulong* limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ulong* limit);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int CreatePoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int poll, int operation, int descriptor, byte* change);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2")]
    private static partial int WaitFor(int poll, byte* events, int most, long* timeout, void* signals);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint Receive(int descriptor, byte* into, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(int descriptor, byte* bytes, nint length, int flags);
}
