using System.Net.WebSockets;
using Homing.Testing;

namespace EndToEnd.Tests;

/// <summary>
/// kill -9 under load. The clients keep to the protocol and to nothing else: they name what they wait for, send again
/// what they are told is unknown, and count every answer that comes.
/// </summary>
public sealed class CrashTests
{
    private const int Clients = 50;
    private const int Requests = 40;
    private const int Kills = 3;

    [Fact]
    public async Task Everything_that_was_accepted_is_answered_once_though_the_process_is_killed_three_times_in_the_middle()
    {
        using var data = new DataFolder();
        var askers = Enumerable.Range(0, Clients).Select(_ => new Asker()).ToArray();

        for (var life = 0; life <= Kills; life++)
        {
            await using var server = await ServerProcess.UpAsync(data.Path, gateways: 2, "--Homing:Parking:ReplaySpeed=0");
            var asking = askers.Select((asker, number) => asker.AskAsync(server.Servers[(number + life) % 2])).ToArray();
            if (life < Kills)
            {
                // In the middle: when some have been answered and most have not.
                var goal = (life + 1) * Clients * Requests / (Kills + 2);
                while (askers.Sum(asker => asker.Answered) < goal && !asking.All(task => task.IsCompleted))
                {
                    await Task.WhenAny(askers.Select(asker => asker.NextAnswer));
                }

                await server.KillAsync();
            }

            await Task.WhenAll(asking);
        }

        Assert.All(askers, asker => Assert.Equal((Requests, 0, 0), (asker.Answered, asker.Twice, asker.NeverAsked)));
    }

    /// <summary>Asks some questions, a few at a time, and comes back for their answers.</summary>
    private sealed class Asker
    {
        private const int AtOnce = 8;

        private readonly Queue<string> _toAsk = new(Enumerable.Range(0, Requests).Select(number => $"r{number}"));
        private readonly HashSet<string> _waiting = [];
        private readonly HashSet<string> _answered = [];
        private string? _session;
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Answered => _answered.Count;

        public int Twice { get; private set; }

        public int NeverAsked { get; private set; }

        public Task NextAnswer => _next.Task;

        /// <summary>Ends when all is answered, or the server is gone.</summary>
        public async Task AskAsync(Uri server)
        {
            try
            {
                await using var client = _session is null
                    ? await SocketClient.ConnectAsync(server)
                    : await SocketClient.ResumeAsync(server, _session, [.. _waiting]);
                _session = client.Session;
                while (_answered.Count < Requests)
                {
                    await AskAsync(client);
                    await TakeAsync(client);
                }
            }
            catch (Exception exception) when (exception is WebSocketException or HttpRequestException or IOException)
            {
                // Killed under us: the rest comes in the next life.
            }
            finally
            {
                _next.TrySetResult();
            }
        }

        private async Task AskAsync(SocketClient client)
        {
            while (_waiting.Count < AtOnce && _toAsk.TryDequeue(out var id))
            {
                _waiting.Add(id);
                await SendAsync(client, id);
            }
        }

        private static Task SendAsync(SocketClient client, string id) =>
            client.RequestAsync(id, "parking.nearby", new { lat = 41.0, lng = 29.0, limit = 3 });

        private async Task TakeAsync(SocketClient client)
        {
            var frame = await client.ReceiveAsync();
            switch (frame.GetProperty("type").GetString())
            {
                case "response":
                    Take(frame.GetProperty("id").GetString()!);
                    await client.SendAsync(new { type = "ack", seq = frame.GetProperty("seq").GetInt64() });
                    break;
                case "status" when frame.GetProperty("state").GetString() == "unknown":
                    await SendAsync(client, frame.GetProperty("id").GetString()!);
                    break;
                case "error":
                    throw new InvalidOperationException("Refused: " + frame);
            }
        }

        private void Take(string id)
        {
            NeverAsked += _waiting.Remove(id) || _answered.Contains(id) ? 0 : 1;
            Twice += _answered.Add(id) ? 0 : 1;
            Interlocked.Exchange(
                ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }
}
