using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Homing.Client.Connections;
using Homing.Client.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Client;

/// <summary>
/// Asks over a WebSocket and gets the answer, on whichever gateway it is connected by then. It connects with the first
/// request or subscription, and comes back by itself until a gateway says to stay away.
/// </summary>
/// <remarks>Thread-safe. One client is one connection: share it.</remarks>
public sealed partial class HomingClient : IAsyncDisposable
{
    private readonly Conversation _conversation;
    private readonly Link _link;
    private readonly ILogger _logger;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public HomingClient(HomingClientOptions options, ILogger<HomingClient>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _logger = logger ?? NullLogger<HomingClient>.Instance;
        _conversation = new Conversation(options, _logger);
        _link = new Link(options, _conversation, _logger);
        _ = TellStatesAsync();
    }

    /// <summary>Raised after each change, in order, one at a time. A slow handler may miss older states, never the last.</summary>
    public event EventHandler<HomingState>? StateChanged;

    /// <summary>How things stand.</summary>
    public HomingState State => _link.State;

    /// <summary>Requests that are not answered.</summary>
    public int PendingRequests => _conversation.Requests.Count;

    /// <summary>Connects, also again after <see cref="HomingState.Closed"/>, and completes once there is a connection.</summary>
    /// <exception cref="HomingException">A gateway closed it for good (<see cref="HomingErrorKind.Closed"/>).</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        if (State is HomingState.Closed)
        {
            _conversation.Reopen();
        }

        _link.Start(again: true);
        return _link.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Asks, and waits for the answer: through any number of reconnects, and whether or not there is a connection now.
    /// </summary>
    /// <param name="op">What is asked for, such as <c>parking.nearby</c>.</param>
    /// <param name="body">The question.</param>
    /// <param name="requestType">How the question is written.</param>
    /// <param name="responseType">How the answer is read.</param>
    /// <param name="options">The deadline and the id.</param>
    /// <param name="cancellationToken">Cancels the request, here and at the worker.</param>
    /// <exception cref="HomingProblemException">Who was asked refused.</exception>
    /// <exception cref="HomingException">There is no answer; <see cref="HomingException.Kind"/> says why.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<TResponse> RequestAsync<TRequest, TResponse>(
        string op,
        TRequest body,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResponse> responseType,
        RequestOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(op);
        if (options?.Deadline is { } deadline)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(deadline, TimeSpan.Zero, nameof(options));
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(body, requestType);
        _link.Start(again: false);
        var answer = await _conversation.Requests.AskAsync(op, json, options, cancellationToken);
        return Bodies.Read(answer, responseType, $"The answer to {op}");
    }

    /// <summary>The same with types read by reflection, names in snake_case.</summary>
    /// <inheritdoc cref="RequestAsync{TRequest,TResponse}(string,TRequest,JsonTypeInfo{TRequest},JsonTypeInfo{TResponse},RequestOptions?,CancellationToken)"/>
    [RequiresUnreferencedCode(Bodies.Reflection)]
    [RequiresDynamicCode(Bodies.Reflection)]
    public Task<TResponse> RequestAsync<TRequest, TResponse>(
        string op, TRequest body, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        RequestAsync(op, body, Bodies.TypeInfo<TRequest>(), Bodies.TypeInfo<TResponse>(), options, cancellationToken);

    /// <summary>
    /// The values of a channel, through any number of reconnects. A slow reader gets the newest value and the count of what
    /// it missed.
    /// </summary>
    /// <param name="channel">The channel's name, such as <c>deliveries/1</c>.</param>
    /// <param name="type">How a value is read.</param>
    /// <param name="options">The least interval.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HomingException">The gateway refused the channel, or the client was closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<ChannelEvent<T>> SubscribeAsync<T>(
        string channel,
        JsonTypeInfo<T> type,
        SubscribeOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        ArgumentNullException.ThrowIfNull(type);
        _link.Start(again: false);
        return _conversation.Subscriptions.ReadAsync(channel, type, options, cancellationToken);
    }

    /// <summary>The same with a type read by reflection, names in snake_case.</summary>
    /// <inheritdoc cref="SubscribeAsync{T}(string,JsonTypeInfo{T},SubscribeOptions?,CancellationToken)"/>
    [RequiresUnreferencedCode(Bodies.Reflection)]
    [RequiresDynamicCode(Bodies.Reflection)]
    public IAsyncEnumerable<ChannelEvent<T>> SubscribeAsync<T>(
        string channel, SubscribeOptions? options = null, CancellationToken cancellationToken = default) =>
        SubscribeAsync(channel, Bodies.TypeInfo<T>(), options, cancellationToken);

    /// <summary>
    /// Hands every push to <paramref name="handler"/>, one after the other. A push is acknowledged once all handlers are
    /// done with it, also where one failed; without a handler it is dropped, so add the first before connecting.
    /// </summary>
    /// <returns>Dispose it to take the handler away.</returns>
    public IDisposable OnPush(Func<Push, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return _conversation.Pushes.Add(handler);
    }

    /// <summary>Says goodbye. What is not answered fails with <see cref="HomingErrorKind.Closed"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        _conversation.Pushes.Dispose();
        await _link.DisposeAsync();
    }

    private async Task TellStatesAsync()
    {
        await foreach (var state in _link.Changes.ReadAllAsync())
        {
            try
            {
                StateChanged?.Invoke(this, state);
            }
            catch (Exception exception)
            {
                LogStateHandlerFailed(exception);
            }
        }
    }

    [LoggerMessage(EventIds.StateHandlerFailed, LogLevel.Error, "A handler of a change of state failed")]
    private partial void LogStateHandlerFailed(Exception exception);
}
