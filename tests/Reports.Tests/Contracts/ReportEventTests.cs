using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Homing.Reports.Contracts;

namespace Homing.Reports.Tests.Contracts;

public sealed class ReportEventTests
{
    private readonly Story _story = new();

    public static TheoryData<string> Facts => [.. Story.OneOfEach.Select(fact => fact.GetType().Name)];

    [Theory]
    [MemberData(nameof(Facts))]
    public void Event_survives_the_log(string name)
    {
        var written = _story.Next(Story.OneOfEach.Single(fact => fact.GetType().Name == name));

        var read = Read(written.ToEntry().Value!.Value);

        Assert.Equal(name + "Event", read.Type);
        Assert.Equal(JsonSerializer.Serialize<object>(written.Fact), JsonSerializer.Serialize<object>(read.Fact));
        Assert.Equal(written with { Fact = read.Fact }, read);
    }

    [Fact]
    public void Event_is_a_cloud_event_keyed_by_its_report()
    {
        var entry = _story.Next(new ReportApproved(1, "approver")).ToEntry();

        Assert.Equal("7e57ab1e-0000-8000-8000-000000000001", Encoding.UTF8.GetString(entry.Key.Span));
        Assert.True(entry.Headers.TryGet("traceparent", out var trace));
        Assert.Equal("00-0123456789abcdef0123456789abcdef-0123456789abcdef-01", Encoding.UTF8.GetString(trace.Span));
        Assert.Equal(
            """
            {"specversion":"1.0","id":"e1","source":"test","type":"ReportApprovedEvent","subject":"7e57ab1e-0000-8000-8000-000000000001","time":"2026-01-01T00:00:01.000Z","datacontenttype":"application/json","traceparent":"00-0123456789abcdef0123456789abcdef-0123456789abcdef-01","data":{"order_version":1,"by":"approver"}}
            """,
            Encoding.UTF8.GetString(entry.Value!.Value.Span));
    }

    [Fact]
    public void Attributes_that_nobody_knows_are_passed_over()
    {
        var read = Read(With(root =>
        {
            root["dataschema"] = "https://homing.example/report";
            root["priority"] = new JsonObject { ["a"] = new JsonArray(1, 2) };
            root["data"]!["more"] = "of it";
        }));

        Assert.Equal(new ReportFailed("no such year", "msg_2"), read.Fact);
    }

    [Fact]
    public void Event_without_a_trace_is_an_event() => Assert.Equal("", Read(With(root => root.Remove("traceparent"))).TraceParent);

    [Fact]
    public void Time_of_another_offset_is_the_same_time() => Assert.Equal(
        Story.Start.AddMinutes(1), Read(With(root => root["time"] = "2026-01-01T03:01:00+03:00")).Time);

    [Theory]
    [InlineData("")]
    [InlineData("report")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"specversion":"1.0","id":"e1" """)]
    public void Text_that_is_no_event_is_refused_with_the_reason(string text)
    {
        Assert.False(ReportEvent.TryRead(Encoding.UTF8.GetBytes(text), out var read, out var reason));
        Assert.Null(read);
        Assert.NotEmpty(reason);
    }

    [Theory]
    [InlineData("specversion", "\"0.3\"")]
    [InlineData("specversion", "1.0")]
    [InlineData("id", null)]
    [InlineData("id", "\"\"")]
    [InlineData("id", "7")]
    [InlineData("id", "\"\\ud800\"")]
    [InlineData("source", null)]
    [InlineData("source", "\"\\udc00x\"")]
    [InlineData("subject", null)]
    [InlineData("subject", "\"report-1\"")]
    [InlineData("time", null)]
    [InlineData("time", "\"yesterday\"")]
    [InlineData("time", "\"2026-01-01T00:00:00\"")]
    [InlineData("type", null)]
    [InlineData("type", "\"ReportLostEvent\"")]
    [InlineData("type", "\"ReportFailed\"")]
    [InlineData("traceparent", "\"\\ud800\"")]
    [InlineData("data", null)]
    [InlineData("data", "null")]
    [InlineData("data", "[]")]
    [InlineData("data", "{}")]
    [InlineData("data", """{"reason":null}""")]
    [InlineData("data", """{"reason":7}""")]
    [InlineData("data", """{"reason":"\ud800"}""")]
    public void Event_with_a_wrong_attribute_is_refused_with_the_reason(string attribute, string? json)
    {
        // By hand: what is wrong could not be written otherwise.
        var parts = new Dictionary<string, string>
        {
            ["specversion"] = "\"1.0\"",
            ["id"] = "\"e1\"",
            ["source"] = "\"test\"",
            ["type"] = "\"ReportFailedEvent\"",
            ["subject"] = $"\"{_story.Id}\"",
            ["time"] = "\"2026-01-01T00:00:00Z\"",
            ["data"] = """{"reason":"no"}""",
        };
        Assert.True(ReportEvent.TryRead(Text(parts), out _, out _));
        if (json is null)
        {
            parts.Remove(attribute);
        }
        else
        {
            parts[attribute] = json;
        }

        Assert.False(ReportEvent.TryRead(Text(parts), out var read, out var reason));
        Assert.Null(read);
        Assert.NotEmpty(reason);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_with_the_reason()
    {
        var bytes = Encoding.Latin1.GetBytes(
            $$$"""{"specversion":"1.0","id":"\u00ff","source":"test","type":"ReportFailedEvent","subject":"{{{_story.Id}}}","time":"2026-01-01T00:00:00Z","data":{"reason":"ÿ"}}""");

        Assert.False(ReportEvent.TryRead(bytes, out _, out var reason));
        Assert.NotEmpty(reason);
    }

    [Fact]
    public void Broken_bytes_never_break_the_reader() => FactSequences.ForAny(2_000, seed =>
    {
        var random = new Random(seed);
        var story = new Story();
        var bytes = story.Next(Story.OneOfEach[random.Next(Story.OneOfEach.Count)]).ToEntry().Value!.Value.ToArray();
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        if (ReportEvent.TryRead(bytes.AsMemory(0, random.Next(bytes.Length + 1)), out var read, out var reason))
        {
            Assert.NotNull(read);
        }
        else
        {
            Assert.NotEmpty(reason);
        }
    });

    private static ReportEvent Read(ReadOnlyMemory<byte> value) =>
        ReportEvent.TryRead(value, out var read, out var reason) ? read : throw new InvalidDataException(reason);

    private static byte[] Text(Dictionary<string, string> parts) =>
        Encoding.UTF8.GetBytes($"{{{string.Join(',', parts.Select(part => $"\"{part.Key}\":{part.Value}"))}}}");

    private byte[] With(Action<JsonObject> change)
    {
        var root = JsonNode.Parse(_story.Next(new ReportFailed("no such year", "msg_2")).ToEntry().Value!.Value.Span)!.AsObject();
        change(root);
        return JsonSerializer.SerializeToUtf8Bytes(root);
    }
}
