using Confluent.Kafka;
using Homing.Log.Kafka.Clients;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Homing.Log.Kafka.Doctor;

/// <summary>Asks the brokers once, for all checks.</summary>
internal sealed class KafkaSurvey : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Lazy<KafkaClients> _clients;
    private Task<Metadata>? _metadata;

    public KafkaSurvey(IOptions<KafkaLogOptions> options) =>
        _clients = new(() => new KafkaClients(options.Value, NullLogger.Instance, new KafkaLogMetrics()));

    public KafkaClients Clients => _clients.Value;

    /// <summary>The brokers and topics.</summary>
    /// <exception cref="LogException">No broker answers, or they refuse this client.</exception>
    public Task<Metadata> AskAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _metadata ??= Clients.ConnectAsync();
        }

        return _metadata.WaitAsync(cancellationToken);
    }

    /// <summary>The same, and null where <see cref="KafkaCheck"/> says why there is no answer.</summary>
    public async Task<Metadata?> TryAskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(cancellationToken);
        }
        catch (LogException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (_clients.IsValueCreated)
        {
            _clients.Value.Dispose();
        }
    }
}
