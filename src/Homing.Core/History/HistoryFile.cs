using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Homing.Messages;
using Microsoft.Extensions.Logging;

namespace Homing.History;

/// <summary>
/// A history as JSON lines in a file of this process's own. Steps stand in the order in which they were recorded. They
/// go to the operating system every few milliseconds, so a kill loses no more than that, and may cut the last line.
/// Where the disk is too slow, lines are dropped, and a line says how many: recording never waits.
/// </summary>
public sealed partial class HistoryFile : IHistory, IAsyncDisposable
{
    /// <summary>Steps wait no longer than this before the operating system has them.</summary>
    public static readonly TimeSpan FlushPeriod = TimeSpan.FromMilliseconds(5);

    /// <summary>Bytes that may wait for the disk; past it lines are dropped.</summary>
    public const int MaxWaitingBytes = 64 << 20;

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PeriodicTimer _timer;
    private readonly Task _writing;
    private PooledBuffer _filling = new(64 << 10);
    private PooledBuffer _spare = new(64 << 10);
    private long _dropped;
    private long _length;

    private HistoryFile(FileStream file, TimeProvider time, ILogger logger)
    {
        _file = file;
        _time = time;
        _logger = logger;
        WriteHead();
        Flush();
        _timer = new PeriodicTimer(FlushPeriod, time);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>The file.</summary>
    public string Path => _file.Name;

    /// <inheritdoc />
    public bool IsOn => true;

    /// <summary>Starts a new file in a folder, which is made where it is missing.</summary>
    /// <exception cref="HomingException">There can be no file there.</exception>
    public static HistoryFile Create(string directory, TimeProvider time, ILogger<HistoryFile> logger)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(time);
        try
        {
            Directory.CreateDirectory(directory);
            using var process = Process.GetCurrentProcess();

            // The last part tells apart several in one process, and processes that were given the same number.
            var name = string.Create(
                CultureInfo.InvariantCulture,
                $"{process.ProcessName}-{Environment.ProcessId}-{time.GetUtcNow():yyyyMMdd'T'HHmmss}-{Guid.NewGuid().ToString("N")[..8]}.jsonl");
            var path = System.IO.Path.Combine(directory, name);
            return new HistoryFile(
                new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0), time, logger);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HomingException(
                $"{HistoryOptions.SectionName}:{nameof(HistoryOptions.Directory)}: no history can be written to '{directory}': {exception.Message}",
                inner: exception);
        }
    }

    /// <inheritdoc />
    public void Record(
        HistoryStep step,
        string actor,
        string clientId,
        string requestId,
        string? detail = null,
        string? connection = null,
        long? seq = null,
        DateTimeOffset? deadline = null)
    {
        lock (_gate)
        {
            if (_filling.Length > MaxWaitingBytes)
            {
                _dropped++;
                return;
            }

            _filling.Write("{\"at\":\""u8);
            JsonText.WriteTime(_filling, _time.GetUtcNow());
            _filling.Write("\",\"step\":\""u8);
            _filling.Write(HistoryStepNames.Of(step));
            _filling.Write("\""u8);
            WriteText(",\"actor\":"u8, actor);
            WriteText(",\"client_id\":"u8, clientId);
            WriteText(",\"request_id\":"u8, requestId);
            if (detail is not null)
            {
                WriteText(",\"detail\":"u8, detail);
            }

            if (connection is not null)
            {
                WriteText(",\"connection\":"u8, connection);
            }

            if (seq is { } number)
            {
                _filling.Write(",\"seq\":"u8);
                JsonText.WriteNumber(_filling, number);
            }

            if (deadline is { } time)
            {
                _filling.Write(",\"deadline\":\""u8);
                JsonText.WriteTime(_filling, time);
                _filling.Write("\""u8);
            }

            _filling.Write("}\n"u8);
        }
    }

    /// <summary>Writes what waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _writing;
        Flush();
        await _file.DisposeAsync();
        _filling.Dispose();
        _spare.Dispose();
    }

    private async Task WriteAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            Flush();
        }
    }

    private void Flush()
    {
        PooledBuffer full;
        lock (_gate)
        {
            if (_filling.Length == 0)
            {
                return;
            }

            WriteDropped();
            full = _filling;
            _filling = _spare;
            _spare = full;
        }

        try
        {
            _file.Write(full.WrittenMemory.Span);
            _length += full.Length;
        }
        catch (IOException exception)
        {
            LogNotWritten(exception, Path);

            // A line that was cut in the middle must not run into the next.
            _file.SetLength(_length);
            lock (_gate)
            {
                _dropped += full.WrittenMemory.Span.Count((byte)'\n');
            }
        }

        full.Clear();
    }

    private void WriteHead()
    {
        using var process = Process.GetCurrentProcess();
        _filling.Write("{\"at\":\""u8);
        JsonText.WriteTime(_filling, _time.GetUtcNow());
        _filling.Write("\""u8);
        WriteText(",\"process\":"u8, process.ProcessName);
        _filling.Write(",\"process_id\":"u8);
        JsonText.WriteNumber(_filling, Environment.ProcessId);
        _filling.Write(",\"started_at\":\""u8);
        JsonText.WriteTime(_filling, process.StartTime);
        _filling.Write("\"}\n"u8);
    }

    // Under the lock.
    private void WriteDropped()
    {
        if (_dropped > 0)
        {
            _filling.Write("{\"at\":\""u8);
            JsonText.WriteTime(_filling, _time.GetUtcNow());
            _filling.Write("\",\"dropped\":"u8);
            JsonText.WriteNumber(_filling, _dropped);
            _filling.Write("}\n"u8);
            _dropped = 0;
        }
    }

    private void WriteText(ReadOnlySpan<byte> name, string text)
    {
        _filling.Write(name);
        JsonText.WriteString(_filling, text);
    }

    [LoggerMessage(EventIds.HistoryNotWritten, LogLevel.Warning, "Steps could not be written to the history {Path}")]
    private partial void LogNotWritten(Exception exception, string path);
}
