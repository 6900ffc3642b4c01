using System.Globalization;
using System.Net;
using Homing.Bench.Support;

namespace Homing.Bench.Storm;

/// <summary>Many clients of one process, from many addresses of the loopback so that ports do not run out.</summary>
internal sealed class StormCrowd : IDisposable
{
    private const int PerAddress = 2_000;
    private const int AtOnce = 16;
    private readonly StormClient[] _clients;

    private StormCrowd(int count, int first, int seed) => _clients = [.. Enumerable.Range(first, count)
        .Select(index => new StormClient(new IPAddress([127, 0, 2, (byte)(1 + (index / PerAddress))]), seed + index))];

    public IReadOnlyList<StormClient> Clients => _clients;

    public static async Task<StormCrowd> ConnectAsync(IPEndPoint server, int count, int first, int seed)
    {
        var crowd = new StormCrowd(count, first, seed);
        using var http = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{server}")) };
        await crowd.EachAsync(AtOnce, async client => await client.ConnectAsync(server, await Tickets.NextAsync(http)));
        return crowd;
    }

    /// <summary>Does it for every client, so many at a time.</summary>
    public Task EachAsync(int atOnce, Func<StormClient, Task> act) => Parallel.ForEachAsync(
        _clients, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (client, _) => await act(client));

    public void Dispose() => Array.ForEach(_clients, client => client.Dispose());
}
