using Confluent.Kafka;

namespace Homing.Log.Kafka.Clients;

/// <summary>Bytes as they are; null is a tombstone, and not the same as empty.</summary>
internal sealed class PlainBytes : ISerializer<byte[]?>, IDeserializer<byte[]?>
{
    private static readonly PlainBytes Instance = new();

    public static ISerializer<byte[]?> Serializer => Instance;

    public static IDeserializer<byte[]?> Deserializer => Instance;

    public byte[]? Serialize(byte[]? data, SerializationContext context) => data;

    public byte[]? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
        isNull ? null : data.ToArray();
}
