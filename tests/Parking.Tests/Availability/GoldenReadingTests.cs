using System.Text.Json;
using System.Text.Json.Nodes;
using Homing.Log;
using Homing.Parking.Availability;
using Homing.Testing;

namespace Homing.Parking.Tests.Availability;

/// <summary>Readings that version 1 wrote are read for ever, also where a later version has added to them.</summary>
public sealed class GoldenReadingTests
{
    [Fact]
    public void Reading_is_read_and_written_as_ever() => Assert.All(
        GoldenMessages.Read(AvailabilityMessage.Topic),
        entry => Assert.True(JsonNode.DeepEquals(Value(entry), Copy(entry)), $"{Copy(entry)}"));

    [Fact]
    public void Reading_of_a_later_version_is_read_by_what_is_known_of_it() => Assert.All(
        GoldenMessages.Read(AvailabilityMessage.Topic).Zip(GoldenMessages.ReadAsOfLater(AvailabilityMessage.Topic)),
        pair => Assert.True(JsonNode.DeepEquals(Value(pair.First), Copy(pair.Second)), $"{Copy(pair.Second)}"));

    private static JsonNode Copy(LogEntry entry)
    {
        Assert.True(AvailabilityMessage.TryRead(entry.Value!.Value.Span, out var lot, out var reading, out var reason), reason);
        return JsonSerializer.SerializeToNode(AvailabilityMessage.Of(lot, reading), ParkingJson.Default.AvailabilityMessage)!;
    }

    private static JsonNode Value(LogEntry entry) => JsonNode.Parse(entry.Value!.Value.Span)!;
}
