using Confluent.Kafka;

namespace Homing.Log.Kafka.Clients;

/// <summary>Asks librdkafka whether it takes some properties.</summary>
internal static class NativeConfiguration
{
    private static readonly string[] SecretWords = ["password", "secret", "key.pem", "jaas", "oauthbearer.config"];

    /// <summary>Why the properties are refused, and which of them it is about; null where they are taken.</summary>
    public static (string? Name, string Reason)? Refuses(IReadOnlyDictionary<string, string> properties)
    {
        try
        {
            // A client that has no brokers: the only way to have properties checked, one by one and together.
            using var client = new ProducerBuilder<Null, Null>(properties)
                .SetLogHandler((_, _) => { })
                .SetErrorHandler((_, _) => { })
                .Build();
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or KafkaException)
        {
            var reason = exception.Message;
            foreach (var (name, value) in properties)
            {
                if (value.Length > 0 && Array.Exists(SecretWords, word => name.Contains(word, StringComparison.Ordinal)))
                {
                    reason = reason.Replace(value, "***", StringComparison.Ordinal);
                }
            }

            return (properties.Keys.OrderByDescending(name => name.Length)
                .FirstOrDefault(name => reason.Contains(name, StringComparison.Ordinal)), reason);
        }
    }
}
