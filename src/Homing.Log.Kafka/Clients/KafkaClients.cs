using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Homing.Log.Kafka.Clients;

/// <summary>Makes the clients of one log, and says once what all of them report. Thread-safe.</summary>
internal sealed class KafkaClients : IDisposable
{
    // What librdkafka logs of each lost connection is told by its error callback too, and there it is told once.
    private static readonly HashSet<string> Connections = ["FAIL", "ERROR", "CONFWARN", "REQTMOUT", "MAXPOLL"];

    private readonly ConcurrentDictionary<ErrorCode, bool> _told = new();
    private volatile Error? _refusal;
    private volatile bool _unreachable;

    public KafkaClients(KafkaLogOptions options, ILogger logger, KafkaLogMetrics metrics)
    {
        (Options, Logger, Metrics) = (options, logger, metrics);
        var properties = ClientProperties.ForProducer(options);
        properties.Remove("enable.idempotence");
        Admin = new AdminClientBuilder(properties)
            .SetLogHandler((client, message) => Say(client.Name, message))
            .SetErrorHandler((_, error) => Report(error))
            .Build();
    }

    public KafkaLogOptions Options { get; }

    public ILogger Logger { get; }

    public KafkaLogMetrics Metrics { get; }

    /// <summary>Asks about topics and positions.</summary>
    public IAdminClient Admin { get; }

    /// <summary>Makes a producer.</summary>
    /// <param name="failed">Told once it can append no more.</param>
    public IProducer<byte[]?, byte[]?> NewProducer(Action<Error> failed) =>
        new ProducerBuilder<byte[]?, byte[]?>(ClientProperties.ForProducer(Options))
            .SetKeySerializer(PlainBytes.Serializer)
            .SetValueSerializer(PlainBytes.Serializer)
            .SetLogHandler((client, message) => Say(client.Name, message))
            .SetErrorHandler((_, error) =>
            {
                Report(error);
                if (error.IsFatal)
                {
                    failed(error);
                }
            })
            .Build();

    /// <summary>Makes a consumer that keeps positions under the group's name.</summary>
    public ConsumerBuilder<byte[]?, byte[]?> NewConsumer(string group) =>
        new ConsumerBuilder<byte[]?, byte[]?>(ClientProperties.ForConsumer(Options, group))
            .SetKeyDeserializer(PlainBytes.Deserializer)
            .SetValueDeserializer(PlainBytes.Deserializer)
            .SetLogHandler((client, message) => Say(client.Name, message))
            .SetErrorHandler((_, error) => Report(error));

    /// <summary>Waits for the first answer of a broker.</summary>
    /// <exception cref="LogException">None came in time, or they refuse this client.</exception>
    public async Task ConnectAsync()
    {
        try
        {
            var metadata = await Task.Run(() => Admin.GetMetadata(Options.ConnectTimeout));
            Logger.Connected(Options.BootstrapServers, metadata.Brokers.Count, metadata.Topics.Count);
        }
        catch (KafkaException exception)
        {
            throw _refusal?.ToLogException("Connecting", Options.BootstrapServers, exception) ?? new LogException(
                LogError.Unavailable,
                $"Cannot reach Kafka at {Options.BootstrapServers} (setting {KafkaLogOptions.SectionName}:BootstrapServers) within " +
                $"{Options.ConnectTimeout.TotalSeconds:0.#} s ({KafkaLogOptions.SectionName}:ConnectTimeout): {exception.Error.Reason}.",
                exception);
        }
    }

    /// <summary>The error as the log says it. Where brokers refuse this client, that is why nothing answers.</summary>
    public LogException Describe(Error error, string what, Exception? inner = null)
    {
        var described = error.ToLogException(what, Options.BootstrapServers, inner);
        return described.Error == LogError.Unavailable && _refusal is { } refusal
            ? refusal.ToLogException(what, Options.BootstrapServers, inner)
            : described;
    }

    /// <summary>Brokers answered.</summary>
    public void Answered()
    {
        if (_unreachable || _refusal is not null)
        {
            (_unreachable, _refusal) = (false, null);
            _told.Clear();
            Logger.ReachableAgain(Options.BootstrapServers);
        }
    }

    /// <summary>A client reported an error that ends no call of its own.</summary>
    public void Report(Error error)
    {
        Metrics.Reported(error.Code);
        if (error.Code is ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Ssl)
        {
            _refusal = error;
        }

        if (error.Code == ErrorCode.Local_AllBrokersDown)
        {
            _unreachable = true;
        }

        if (_told.TryAdd(error.Code, true))
        {
            if (error.Code == ErrorCode.Local_AllBrokersDown)
            {
                Logger.Unreachable(Options.BootstrapServers, (_refusal ?? error).Reason);
            }
            else if (error.IsFatal || KafkaErrors.IsRefusal(error))
            {
                Logger.ClientFailed("kafka", error.Code.ToString(), error.Reason);
            }
        }
    }

    public void Dispose() => Admin.Dispose();

    private void Say(string client, LogMessage message)
    {
        if (Connections.Contains(message.Facility) || message.Level > SyslogLevel.Warning)
        {
            Logger.ClientSaid(client, message.Facility, message.Message);
        }
        else if (message.Level == SyslogLevel.Warning)
        {
            Logger.ClientWarned(client, message.Facility, message.Message);
        }
        else
        {
            Logger.ClientFailed(client, message.Facility, message.Message);
        }
    }
}
