using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Homing.Client.Tests;

/// <summary>A client with its states recorded.</summary>
internal sealed class ClientUnderTest : IAsyncDisposable
{
    private readonly Channel<HomingState> _states = Channel.CreateUnbounded<HomingState>();

    public ClientUnderTest(TimeProvider time, params Uri[] servers)
        : this(time, _ => { }, servers)
    {
    }

    public ClientUnderTest(TimeProvider time, Action<HomingClientOptions> configure, params Uri[] servers)
    {
        var options = new HomingClientOptions { TimeProvider = time, Random = new Random(1) };
        foreach (var server in servers)
        {
            options.Servers.Add(server);
        }

        configure(options);
        Client = new HomingClient(options);
        Client.StateChanged += (_, state) =>
        {
            All.Enqueue(state);
            _states.Writer.TryWrite(state);
        };
    }

    public HomingClient Client { get; }

    /// <summary>Every state there was.</summary>
    public ConcurrentQueue<HomingState> All { get; } = new();

    public Task<Echo> AskAsync(string text, RequestOptions? options = null, string op = "echo") =>
        Client.RequestAsync<Echo, Echo>(op, new Echo(text), options, TestContext.Current.CancellationToken);

    public Task<Echo> AskUntilAsync(string text, RequestOptions? options, CancellationToken cancellationToken) =>
        Client.RequestAsync<Echo, Echo>("echo", new Echo(text), options, cancellationToken);

    /// <summary>Reads on until a state of that kind comes.</summary>
    public async Task<T> StateAsync<T>()
        where T : HomingState
    {
        while (true)
        {
            if (await Patience.WaitAsync(_states.Reader.ReadAsync().AsTask(), typeof(T).Name) is T state)
            {
                return state;
            }
        }
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}

internal sealed record Echo(string Text);
