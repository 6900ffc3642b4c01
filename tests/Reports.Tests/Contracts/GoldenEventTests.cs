using System.Text.Json.Nodes;
using Homing.Log;
using Homing.Reports.Contracts;
using Homing.Testing;

namespace Homing.Reports.Tests.Contracts;

/// <summary>What version 1 wrote of a report is read for ever, also where a later version has added to it.</summary>
public sealed class GoldenEventTests
{
    [Fact]
    public void Events_of_every_kind_are_read_and_written_as_ever()
    {
        var golden = GoldenMessages.Read(ReportTopics.Events);

        Assert.Equal(Story.OneOfEach.Select(fact => fact.GetType()), golden.Select(entry => Read(entry).Fact.GetType()));
        Assert.All(golden, entry => Assert.Equal(Text(entry), Text(Read(entry).ToEntry())));
    }

    [Fact]
    public void Events_of_a_later_version_are_read_by_what_is_known_of_them() => Assert.Equal(
        GoldenMessages.Read(ReportTopics.Events).Select(Text),
        GoldenMessages.ReadAsOfLater(ReportTopics.Events).Select(entry => Text(Read(entry).ToEntry())));

    [Theory]
    [InlineData("\"specversion\":\"1.0\"", "\"specversion\":\"2.0\"", "specversion")]
    [InlineData("\"type\":\"ReportRequestedEvent\"", "\"type\":\"ReportDreamtEvent\"", "ReportDreamtEvent")]
    public void Event_that_only_a_later_version_knows_is_set_aside_with_the_reason(string known, string unknown, string named)
    {
        var value = Text(GoldenMessages.Read(ReportTopics.Events)[0]).Replace(known, unknown, StringComparison.Ordinal);

        Assert.False(ReportEvent.TryRead(System.Text.Encoding.UTF8.GetBytes(value), out _, out var reason));
        Assert.Contains(named, reason, StringComparison.Ordinal);
    }

    private static ReportEvent Read(LogEntry entry)
    {
        Assert.True(ReportEvent.TryRead(entry.Value!.Value, out var read, out var reason), reason);
        return read;
    }

    // As values, however their letters are escaped.
    private static string Text(LogEntry entry) => JsonNode.Parse(entry.Value!.Value.Span)!.ToJsonString();
}
