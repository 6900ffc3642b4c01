using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Homing.Pushes;
using Homing.Streams;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Identity;

/// <summary>
/// Random users with random clients that ask, watch, are pushed to, leave, come back at the other gateway, and show sessions
/// of others: what is one user's reaches no other's connection.
/// </summary>
public sealed class CrossUserTests
{
    private static readonly string[] Names = ["ana", "bob", "cem", ""];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_pushes_and_events_reach_their_own_user_and_nobody_else()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            gateways: 2, services: services => services.AddSingleton<IChannelSource, OwnChannel>());
        var step = Gen.Choose(0, 6).Zip(Gen.Choose(0, 1000));
        Prop.ForAll(step.ListOf(12).ToArbitrary(), steps => RunAsync(gateway, [.. steps]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    private static async Task RunAsync(GatewayFixture gateway, (int What, int Number)[] steps)
    {
        var pushes = gateway.Services.GetRequiredService<UserPushes>();
        var run = Guid.NewGuid().ToString("N")[..8];
        var cookies = new Dictionary<string, (string, string)[]>();
        foreach (var name in Names)
        {
            cookies[name] = name.Length == 0 ? [] : [await gateway.SignInAsync($"{name}-{run}")];
        }

        var people = new List<Person>();
        try
        {
            foreach (var (index, (what, number)) in steps.Index())
            {
                var person = people.Count == 0 ? null : people[number % people.Count];
                if (person is null || what == 0)
                {
                    var name = Names[number % Names.Length];
                    people.Add(await Person.NewAsync(gateway.Servers[number % 2], name, run, cookies[name]));
                }
                else if (what == 1)
                {
                    // A push to a user who is signed in, or to a guest.
                    await PushAsync(pushes, person.UserId, isLast: false);
                }
                else if (what == 2)
                {
                    await person.ComeBackAsync(gateway.Servers[number % 2], cookies[person.Name]);
                }
                else if (what == 3 && people[(number / 7) % people.Count] is var victim && victim.Name != person.Name)
                {
                    // Another's session under one's own cookie; a guest has none to be told by.
                    Assert.True(cookies[person.Name].Length == 0
                        || await victim.BeStolenFromAsync(gateway.Servers[0], cookies[person.Name]) == 4001);
                }
                else if (what == 4)
                {
                    await person.WatchAsync();
                }
                else
                {
                    await person.AskAsync($"{run}-{index}");
                }
            }

            foreach (var userId in people.Select(person => person.UserId).Distinct())
            {
                await PushAsync(pushes, userId, isLast: true);
            }

            foreach (var person in people)
            {
                await person.AssertAllIsOwnAsync();
            }
        }
        finally
        {
            foreach (var person in people)
            {
                await person.DisposeAsync();
            }
        }
    }

    private static async Task PushAsync(UserPushes pushes, string userId, bool isLast) => await pushes.SendAsync(
        userId, "test", JsonSerializer.SerializeToUtf8Bytes(new { to = userId, last = isLast }), cancellationToken: Token);

    /// <summary>Tells each who watches it their own client id.</summary>
    private sealed class OwnChannel : IChannelSource
    {
        public string Name => "own";

        public IChannelWatch Watch(ChannelRequest request, IChannelWatcher watcher)
        {
            watcher.Offer(new ChannelValue(
                new ChannelPosition(1, 1), DateTimeOffset.UnixEpoch, JsonSerializer.SerializeToUtf8Bytes(request.ClientId)));
            return new Nothing();
        }

        private sealed class Nothing : IChannelWatch
        {
            public ChannelPosition Position => new(1, 1);

            public bool Recovered => false;

            public void Dispose()
            {
            }
        }
    }

    private sealed class Person(string name, string run, SocketClient socket) : IAsyncDisposable
    {
        private readonly HashSet<string> _asked = [];
        private SocketClient _socket = socket;

        public string Name => name;

        public string UserId => name.Length == 0 ? _socket.ClientId : $"{name}-{run}";

        public static async Task<Person> NewAsync(Uri server, string name, string run, (string, string)[] cookies) =>
            new(name, run, await SocketClient.ConnectAsync(server, cookies));

        public async Task AskAsync(string id)
        {
            _asked.Add(id);
            await _socket.RequestAsync(id, "who", new { text = "" });
        }

        public Task WatchAsync() => _socket.SendAsync(new { type = "subscribe", channel = "own" });

        public async Task ComeBackAsync(Uri server, (string, string)[] cookies)
        {
            var session = _socket.Session;
            var clientId = _socket.ClientId;
            _socket.Abort();
            _socket = await SocketClient.OpenAsync(server, cookies);
            await _socket.SendAsync(new { type = "hello", session, pending = _asked });
            await _socket.ReadWelcomeAsync();
            Assert.Equal(clientId, _socket.ClientId);
        }

        public async Task<int> BeStolenFromAsync(Uri server, (string, string)[] cookies)
        {
            await using var thief = await SocketClient.OpenAsync(server, cookies);
            await thief.SendAsync(new { type = "hello", session = _socket.Session, pending = _asked });
            return await thief.ReceiveCloseAsync();
        }

        // Everything that comes until all is answered and the last push is here is one's own.
        public async Task AssertAllIsOwnAsync()
        {
            var (open, isLast) = (new HashSet<string>(_asked), false);
            while (open.Count > 0 || !isLast)
            {
                var frame = await _socket.ReceiveAsync();
                switch (frame.GetProperty("type").GetString())
                {
                    case "response":
                        Assert.True(open.Remove(frame.GetProperty("id").GetString()!), "Not asked, or twice: " + frame);
                        Assert.Equal(_socket.ClientId, frame.GetProperty("body").GetProperty("text").GetString());
                        break;
                    case "push":
                        Assert.Equal(UserId, frame.GetProperty("body").GetProperty("to").GetString());
                        isLast |= frame.GetProperty("body").GetProperty("last").GetBoolean();
                        break;
                    case "event":
                        Assert.Equal(_socket.ClientId, frame.GetProperty("body").GetString());
                        break;
                    case "subscribed":
                        break;
                    case "status" when frame.GetProperty("state").GetString() == "unknown":
                        // The socket was cut off before the server had read the question.
                        await _socket.RequestAsync(frame.GetProperty("id").GetString()!, "who", new { text = "" });
                        break;
                    case "accepted" or "status":
                        Assert.Contains(frame.GetProperty("id").GetString()!, _asked);
                        break;
                    default:
                        Assert.Fail("Not expected: " + frame);
                        break;
                }
            }
        }

        public ValueTask DisposeAsync() => _socket.DisposeAsync();
    }
}
