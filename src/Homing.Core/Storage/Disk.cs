using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Homing.Storage;

/// <summary>The few things about files that the base library does not say precisely enough.</summary>
public static partial class Disk
{
    private const int NoSpace = 28;
    private const int FileTooBig = 27;
    private const int QuotaExceeded = 122;
    private const int NotSupported = 95;
    private const int NoSuchDevice = 19;
    private const int Interrupted = 4;
    private const int Exists = 17;
    private const int KeepLength = 1;

    // What Windows says in the low word of HResult.
    private const int WindowsDiskFull = 112;
    private const int WindowsHandleDiskFull = 39;

    /// <summary>Makes the bytes of the file durable.</summary>
    /// <remarks>
    /// On Linux the base library calls fsync, which also waits for the file's times to reach the journal;
    /// fdatasync skips that. Measured: the same median, a tail half as long.
    /// </remarks>
    public static void SyncData(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (FDataSync(file) != 0)
        {
            ThrowUnlessInterrupted("fdatasync");
        }
    }

    /// <summary>
    /// Sets space aside up to <paramref name="length"/> and makes the file that long, so that later writes change no
    /// metadata. False where the file system cannot: the file then grows as it is written.
    /// </summary>
    public static bool TryAllocate(SafeFileHandle file, long from, long length) => TryAllocate(file, 0, from, length);

    /// <summary>The same, but the file stays as long as it is.</summary>
    public static bool TryReserve(SafeFileHandle file, long from, long length) => TryAllocate(file, KeepLength, from, length);

    /// <summary>Makes names in a folder durable: files made, renamed or removed.</summary>
    public static void SyncDirectory(string path)
    {
        // Windows has no such thing: names are journalled by NTFS.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // The base library refuses to open a folder as a file.
        var folder = Open(path, 0);
        if (folder < 0)
        {
            ThrowUnlessInterrupted("open of a folder");
        }

        try
        {
            while (FSync(folder) != 0)
            {
                ThrowUnlessInterrupted("fsync of a folder");
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    /// <summary>Writes a small file so that after a crash it is there whole or as it was before.</summary>
    public static void WriteWhole(string path, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(path);
        var temporary = path + ".tmp";
        using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.Read))
        {
            RandomAccess.Write(file, bytes, 0);
            SyncData(file);
        }

        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>
    /// Opens a file to be read; null where it is not there. Who has it open can read it to its end, also where it is deleted
    /// meanwhile.
    /// </summary>
    public static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Gives a file its name where nothing has that name yet: of many who try at once, one does.</summary>
    /// <returns>False where another was first; the file is gone then, too.</returns>
    public static bool TryName(string temporary, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(temporary, path, overwrite: false);
                return true;
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(temporary);
                return false;
            }
        }

        // The base library looks whether the name is taken, and then renames: another may come in between.
        var isNamed = Link(temporary, path) == 0;
        if (!isNamed && Marshal.GetLastPInvokeError() is var error && error != Exists)
        {
            throw new IOException($"link failed: {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }

        File.Delete(temporary);
        SyncDirectory(Path.GetDirectoryName(path)!);
        return isNamed;
    }

    /// <summary>True where there was no room, or no more may be used.</summary>
    public static bool IsFull(IOException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return OperatingSystem.IsWindows()
            ? (exception.HResult & 0xFFFF) is WindowsDiskFull or WindowsHandleDiskFull
            : exception.HResult is NoSpace or FileTooBig or QuotaExceeded;
    }

    private static bool TryAllocate(SafeFileHandle file, int mode, long from, long length)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        while (FAllocate(file, mode, from, length - from) != 0)
        {
            if (Marshal.GetLastPInvokeError() is NotSupported or NoSuchDevice)
            {
                return false;
            }

            ThrowUnlessInterrupted("fallocate");
        }

        return true;
    }

    private static void ThrowUnlessInterrupted(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error != Interrupted)
        {
            throw new IOException($"{call} failed: {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int file);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "fallocate64", SetLastError = true)]
    private static partial int FAllocate(SafeFileHandle file, int mode, long offset, long length);
}
