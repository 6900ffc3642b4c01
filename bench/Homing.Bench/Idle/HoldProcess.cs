using System.Net;
using Homing.Bench.Support;

namespace Homing.Bench.Idle;

/// <summary>
/// Clients that hold their connections and say nothing more. They come from many addresses of the loopback, so that
/// ports do not run out.
/// </summary>
internal static class HoldProcess
{
    // Far fewer than an address has ports: looking for a free one gets slow long before there is none.
    private const int PerAddress = 2_000;
    private const int AtOnce = 4;

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        Native.RaiseFileLimit();

        // The clients block their threads, and the calls that fetch tickets need some beside them.
        ThreadPool.SetMinThreads(AtOnce * 4, AtOnce * 4);
        ChildProcess.EndWithParent();
        using var script = ClientScript.For(
            arguments.Required("system"), new IPEndPoint(IPAddress.Loopback, arguments.Number("port", 0)));
        var first = arguments.Number("first", 0);
        var held = new RawWebSocket[arguments.Number("connections", 1)];
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(share => Task.Run(async () =>
        {
            var input = new ByteQueue(8 << 10);
            for (var index = share; index < held.Length; index += AtOnce)
            {
                held[index] = await script.RunAsync(SourceOf(first + index), input);
            }
        })));
        Console.WriteLine(ChildProcess.ReadyLine);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        GC.KeepAlive(held);
        return 0;
    }

    private static IPAddress SourceOf(int index) => new([127, 0, 1, (byte)(1 + (index / PerAddress))]);
}
