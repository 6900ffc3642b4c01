using System.IO.Pipelines;
using Homing.Gateway.Connections;
using Homing.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Channels;

/// <summary>The channels that can be watched at the gateways of this process.</summary>
internal sealed partial class ChannelCatalog
{
    private readonly IChannelSource[] _sources;
    private readonly ChannelMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<ChannelCatalog> _logger;

    public ChannelCatalog(
        IEnumerable<IChannelSource> sources,
        IOptions<GatewayOptions> options,
        ChannelMetrics metrics,
        TimeProvider time,
        ILogger<ChannelCatalog> logger)
    {
        // Longest name first, so that a family within a family is found.
        _sources = [.. sources.OrderByDescending(source => source.Name.Length)];
        MaxChannels = options.Value.MaxChannels;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        if (_sources.GroupBy(source => source.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"Two sources feed the channels '{twice.Key}'.");
        }
    }

    /// <summary>How many channels a connection may watch.</summary>
    public int MaxChannels { get; }

    public ChannelMetrics Metrics => _metrics;

    /// <summary>The source that feeds the channel; null where none does.</summary>
    public IChannelSource? Find(string channel) => Array.Find(_sources, source =>
        channel.StartsWith(source.Name, StringComparison.Ordinal)
        && (channel.Length == source.Name.Length || channel[source.Name.Length] is '?' or '/'));

    public Subscription NewSubscription(string channel, Outbox outbox) =>
        new(channel, outbox, _metrics, _time, PipeScheduler.ThreadPool);

    /// <summary>Notes that a source failed in a way that it should not.</summary>
    [LoggerMessage(EventIds.ChannelSourceFailed, LogLevel.Error, "The source of the channels '{Name}' failed")]
    public partial void LogSourceFailed(Exception exception, string name);
}
