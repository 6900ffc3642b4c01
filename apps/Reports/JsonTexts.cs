using System.Text.Json;

namespace Homing.Reports;

/// <summary>
/// The texts of JSON that others send. It may spell what is no text and cannot be read: half of a surrogate pair, bytes
/// that are not UTF-8.
/// </summary>
internal static class JsonTexts
{
    /// <summary>Reads all of them, the names of fields too, so that nobody who reads the fields meets one that cannot be.</summary>
    /// <exception cref="ProblemException">One is no text (400).</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var path = new List<(int Depth, string Name)>();
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String))
            {
                continue;
            }

            var isName = reader.TokenType == JsonTokenType.PropertyName;
            var depth = reader.CurrentDepth;
            path.RemoveAll(field => isName ? field.Depth >= depth : field.Depth > depth);
            try
            {
                var text = reader.GetString()!;
                if (isName)
                {
                    path.Add((depth, text));
                }
            }
            catch (InvalidOperationException)
            {
                throw new ProblemException(Problem.InvalidRequest(
                    $"{(path.Count == 0 ? "body" : string.Join('.', path.Select(field => field.Name)))}: {(isName ? "has a field whose name" : "its value")} "
                    + "is no text: half of a surrogate pair, or bytes that are not UTF-8"));
            }
        }
    }
}
