using System.Text;
using System.Text.Json;

namespace Homing.History;

/// <summary>How steps are spelled in a history file: in snake_case.</summary>
public static class HistoryStepNames
{
    private static readonly byte[][] Names = [.. Enum.GetNames<HistoryStep>()
        .Select(name => Encoding.UTF8.GetBytes(JsonNamingPolicy.SnakeCaseLower.ConvertName(name)))];

    /// <summary>The name in UTF-8.</summary>
    public static ReadOnlySpan<byte> Of(HistoryStep step) => Names[(int)step];

    /// <summary>The step that the reader's string names; false where there is none.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out HistoryStep step)
    {
        for (var index = 0; index < Names.Length; index++)
        {
            if (reader.ValueTextEquals(Names[index]))
            {
                step = (HistoryStep)index;
                return true;
            }
        }

        step = default;
        return false;
    }
}
