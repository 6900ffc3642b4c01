using Homing.Bench.Support;

namespace Homing.Bench.FanOut;

/// <summary>A server that runs: where it is watched, how it is given values, and what it costs.</summary>
internal sealed class FanOutServer(int socketPort, IFanOutPublisher publisher, params ChildProcess[] processes) : IDisposable
{
    /// <summary>Where its WebSocket listens.</summary>
    public int SocketPort { get; } = socketPort;

    public Task PublishAsync(byte[] value) => publisher.PublishAsync(value);

    /// <summary>Processor time of all that belongs to it since its start, in seconds.</summary>
    public double CpuSeconds() => processes.Sum(process => ProcessorTime.OfTree(process.Id));

    public void Dispose()
    {
        publisher.Dispose();
        foreach (var process in processes)
        {
            process.Dispose();
        }
    }
}
