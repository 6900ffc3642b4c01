using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Homing.Client.Protocol;

/// <summary>A frame of a gateway: the fields of all types, of which each has its own few.</summary>
internal sealed record ServerFrame
{
    public string Type { get; init; } = "";

    public string? Id { get; init; }

    public long Seq { get; init; }

    public JsonElement? Body { get; init; }

    public Problem? Error { get; init; }

    public string? State { get; init; }

    public int? Partition { get; init; }

    public long? Offset { get; init; }

    public long Epoch { get; init; }

    public string? Channel { get; init; }

    public bool Recovered { get; init; }

    public DateTimeOffset At { get; init; }

    public long Skipped { get; init; }

    public string? Topic { get; init; }

    public string? Code { get; init; }

    public string? Detail { get; init; }

    public bool Retry { get; init; }

    public double? RetryAfterMs { get; init; }

    public double WindowMs { get; init; }

    public string? ClientId { get; init; }

    public string? Session { get; init; }

    public int ApiId { get; init; }

    public bool Resumed { get; init; }

    public double PingMs { get; init; }

    public long MaxFrameBytes { get; init; }

    public int MaxInFlight { get; init; }

    public double ReconnectWindowMs { get; init; }

    /// <summary>Reads a frame. Fields that nobody here knows are passed over.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out ServerFrame? frame)
    {
        try
        {
            frame = JsonSerializer.Deserialize(utf8, ServerFrameJson.Default.ServerFrame);
        }
        catch (JsonException)
        {
            frame = null;
        }

        return frame is not null;
    }
}

[JsonSerializable(typeof(ServerFrame))]
[JsonSerializable(typeof(TicketAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class ServerFrameJson : JsonSerializerContext;
