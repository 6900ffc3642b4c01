using System.Text;
using System.Text.Json.Nodes;
using Homing.Log;

namespace Homing.Testing;

/// <summary>Messages as version 1 writes them, in tests/golden/v1: see the README there.</summary>
public static class GoldenMessages
{
    /// <summary>The records of a topic.</summary>
    public static IReadOnlyList<LogEntry> Read(string topic) => [.. Values(topic).Select(line => Entry(line, line["value"]!))];

    /// <summary>
    /// The same records as a later version may write them: with more fields, at the beginning and the end, at the top and within,
    /// named like nothing that there is, and holding what there is elsewhere.
    /// </summary>
    public static IReadOnlyList<LogEntry> ReadAsOfLater(string topic) =>
        [.. Values(topic).Select(line => Entry(line, WithMore(line["value"]!)))];

    /// <summary>A value as a later version may write it. What is only carried, a body or an error, stays as it is.</summary>
    public static JsonNode WithMore(JsonNode value)
    {
        ArgumentNullException.ThrowIfNull(value);
        switch (value)
        {
            case JsonObject fields:
                var more = new JsonObject { ["x_first"] = JsonNode.Parse("""{"body":{"kind":"settled"},"epoch":-1}""") };
                foreach (var (name, field) in fields)
                {
                    more[name] = name switch
                    {
                        "body" or "error" or "parameters" => field?.DeepClone(),
                        // Its names are not fields: what is new there looks like the others.
                        "answers" when field is JsonObject ways => new JsonObject(
                            ways.Select(way => KeyValuePair.Create(way.Key, way.Value is null ? null : WithMore(way.Value)))),
                        _ => field is null ? null : WithMore(field),
                    };
                }

                more["x_last"] = JsonNode.Parse("""[1,"two",[null,{"client_id":"nobody"}]]""");
                return more;
            default:
                return value.DeepClone();
        }
    }

    private static IEnumerable<JsonNode> Values(string topic) =>
        File.ReadLines(Path.Combine(FindFolder(), topic + ".jsonl")).Select(line => JsonNode.Parse(line)!);

    private static LogEntry Entry(JsonNode line, JsonNode value) => new(
        Encoding.UTF8.GetBytes(line["key"]!.GetValue<string>()),
        Encoding.UTF8.GetBytes(value.ToJsonString()),
        line["headers"] is JsonObject headers
            ? new LogHeaders([.. headers.Select(header => KeyValuePair.Create(
                header.Key, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(header.Value!.GetValue<string>())))])
            : default);

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Homing.slnx")))
            {
                return Path.Combine(folder.FullName, "tests", "golden", "v1");
            }
        }

        throw new InvalidOperationException("Golden messages are read from within the checkout.");
    }
}
