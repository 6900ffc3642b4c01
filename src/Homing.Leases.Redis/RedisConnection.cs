using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Homing.Leases.Redis;

/// <summary>
/// The connection to Redis. One that failed is given up, and the next call makes a new one, which finds out anew who the
/// primary is: so a restart, a fail-over, a server that hangs and one that vanished without a word are all the same.
/// </summary>
/// <remarks>
/// The client reconnects by itself too, but stays with a primary that has become a replica until it happens to look again,
/// and with one that vanished until the operating system gives the connection up, which takes minutes. Thread-safe.
/// </remarks>
internal sealed partial class RedisConnection : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ConfigurationOptions _configuration;
    private readonly ILogger _logger;
    private Task<ConnectionMultiplexer>? _current;
    private bool _disposed;

    public RedisConnection(RedisOptions options, ILogger logger)
    {
        _logger = logger;
        _configuration = ConfigurationOptions.Parse(options.Configuration);
        _configuration.AbortOnConnectFail = true;
        _configuration.ConnectRetry = 1;
        _configuration.ClientName ??= "homing";
        if (!options.Configuration.Contains("connectTimeout", StringComparison.OrdinalIgnoreCase))
        {
            _configuration.ConnectTimeout = (int)options.Timeout.TotalMilliseconds;
        }

        Servers = string.Join(", ", _configuration.EndPoints.Select(EndPointCollection.ToString));
    }

    /// <summary>Where Redis is, as it may be shown.</summary>
    public string Servers { get; }

    /// <summary>The connection, made where there is none.</summary>
    public Task<ConnectionMultiplexer> GetAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_current is null or { IsFaulted: true })
            {
                // Elsewhere: looking up names blocks.
                _current = Task.Run(ConnectAsync);
            }

            return _current;
        }
    }

    /// <summary>A call over that connection failed: no other one is made over it. One that is still being made goes on.</summary>
    public void GiveUp(Task<ConnectionMultiplexer> failed)
    {
        lock (_gate)
        {
            if (_current != failed || !failed.IsCompletedSuccessfully)
            {
                return;
            }

            _current = null;
        }

        LogGivenUp(Servers);
        _ = CloseAsync(failed);
    }

    public async ValueTask DisposeAsync()
    {
        Task<ConnectionMultiplexer>? last;
        lock (_gate)
        {
            _disposed = true;
            last = _current;
            _current = null;
        }

        if (last is not null)
        {
            await CloseAsync(last);
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(_configuration.Clone());
        LogConnected(Servers);
        return multiplexer;
    }

    private static async Task CloseAsync(Task<ConnectionMultiplexer> connecting)
    {
        try
        {
            var multiplexer = await connecting;
            await multiplexer.CloseAsync(allowCommandsToComplete: false);
            multiplexer.Dispose();
        }
#pragma warning disable CA1031 // It is gone either way.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    [LoggerMessage(EventIds.Connected, LogLevel.Information, "Connected to Redis at {Servers}.")]
    private partial void LogConnected(string servers);

    [LoggerMessage(
        EventIds.ConnectionGivenUp, LogLevel.Warning,
        "Gave up a connection to Redis at {Servers} on which a call had failed; the next call makes a new one.")]
    private partial void LogGivenUp(string servers);
}
