using System.Net.WebSockets;
using Homing.Testing;

namespace EndToEnd.Tests;

/// <summary>kill -9 under load: clients that keep to the protocol get an answer to everything, once.</summary>
public sealed class CrashTests
{
    private const int Clients = 8;
    private const int Requests = 100;

    [Fact]
    public async Task Everything_asked_is_answered_once_though_the_process_is_killed_twice_in_the_middle()
    {
        using var data = new DataFolder();
        var askers = Enumerable.Range(0, Clients).Select(_ => new Asker()).ToArray();

        for (var round = 0; round < 3; round++)
        {
            await using var server = await ServerProcess.UpAsync(data.Path, gateways: 2, "--Homing:Parking:ReplaySpeed=0");
            var asking = askers.Select((asker, number) => asker.AskAsync(server.Servers[(number + round) % 2])).ToArray();
            if (round < 2)
            {
                // In the middle: when some have been answered and most have not.
                var goal = (round + 1) * Clients * Requests / 4;
                while (askers.Sum(asker => asker.Answered) < goal && !asking.All(task => task.IsCompleted))
                {
                    await Task.WhenAny(askers.Select(asker => asker.NextAnswer));
                }

                await server.KillAsync();
            }

            await Task.WhenAll(asking);
        }

        Assert.All(askers, asker => Assert.Equal((Requests, 0), (asker.Answered, asker.Unexpected)));
    }

    /// <summary>Asks everything that has no answer yet, under the ids it had from the beginning.</summary>
    private sealed class Asker
    {
        private readonly Dictionary<string, bool> _answered =
            Enumerable.Range(0, Requests).ToDictionary(number => $"r{number}", _ => false);

        private string? _session;
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Answered => _answered.Values.Count(answered => answered);

        public int Unexpected { get; private set; }

        public Task NextAnswer => _next.Task;

        /// <summary>Ends when all is answered, or the server is gone.</summary>
        public async Task AskAsync(Uri server)
        {
            try
            {
                var open = _answered.Where(entry => !entry.Value).Select(entry => entry.Key).ToArray();
                await using var client = _session is null
                    ? await SocketClient.ConnectAsync(server)
                    : await SocketClient.ResumeAsync(server, _session, open);
                _session = client.Session;
                foreach (var id in open)
                {
                    await client.RequestAsync(id, "parking.nearby", new { lat = 41.0, lng = 29.0, limit = 3 });
                }

                while (_answered.ContainsValue(false))
                {
                    var response = await client.ReceiveAsync("response");
                    Take(response.GetProperty("id").GetString()!);
                    await client.SendAsync(new { type = "ack", seq = response.GetProperty("seq").GetInt64() });
                }
            }
            catch (Exception exception) when (exception is WebSocketException or HttpRequestException or IOException)
            {
                // Killed under us: the rest is asked again in the next round.
            }
            finally
            {
                _next.TrySetResult();
            }
        }

        private void Take(string id)
        {
            Unexpected += _answered[id] ? 1 : 0;
            _answered[id] = true;
            Interlocked.Exchange(
                ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }
}
