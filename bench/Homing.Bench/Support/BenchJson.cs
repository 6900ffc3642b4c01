using System.Text.Json;

namespace Homing.Bench.Support;

/// <summary>How figures are written.</summary>
internal static class BenchJson
{
    private static readonly JsonSerializerOptions Line = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private static readonly JsonSerializerOptions Indented = new(Line) { WriteIndented = true };

    public static string ToLine<T>(T value) => JsonSerializer.Serialize(value, Line);

    public static T FromLine<T>(string line) =>
        JsonSerializer.Deserialize<T>(line, Line) ?? throw new FormatException("null in place of figures");

    public static async Task SaveAsync<T>(string path, T value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(value, Indented) + "\n");
    }
}
