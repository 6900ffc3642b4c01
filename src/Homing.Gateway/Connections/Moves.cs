using System.Collections.Concurrent;
using System.Text;
using Homing.Gateway.Identity;
using Homing.Leases;
using Homing.Log;
using Homing.Messages;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway.Connections;

/// <summary>
/// Tells the gateway where a client was before that it is here now. Without that the older connection would be taken for
/// alive until it is missed, and what it was sent would wait as long. Thread-safe.
/// </summary>
internal sealed partial class Moves(ILog log, ILogger<Moves> logger)
{
    private readonly ConcurrentDictionary<Lease, bool> _ours = new();
    private readonly ILogger _logger = logger;

    /// <summary>A gateway of this process serves under the lease: who moves from it is found in the process's own table.</summary>
    public void Add(Lease ours) => _ours.TryAdd(ours, true);

    /// <summary>Says that the client of the session has come to this process.</summary>
    public void Tell(ClientSession session)
    {
        if (!_ours.ContainsKey(session.Gateway))
        {
            _ = AppendAsync(session);
        }
    }

    private async Task AppendAsync(ClientSession session)
    {
        try
        {
            using var value = new PooledBuffer(128);
            new MovedMessage
            {
                ClientId = session.Client.ClientId,
                Epoch = session.Gateway.Epoch,
                Connection = session.Connection,
            }.WriteTo(value);
            await log.AppendAsync(
                Topics.ClientResponse(session.Gateway.Id),
                new LogEntry(Encoding.UTF8.GetBytes(session.Client.ClientId), value.WrittenMemory));
        }
        catch (Exception exception)
        {
            // The older connection is missed later, when it does not acknowledge or is silent.
            LogNotTold(exception, session.Gateway.Id);
        }
    }

    [LoggerMessage(EventIds.MoveNotTold, LogLevel.Warning, "Could not tell gateway {ApiId} that a client of its has moved")]
    private partial void LogNotTold(Exception exception, int apiId);
}
