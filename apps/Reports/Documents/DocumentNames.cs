using System.Text;
using Homing.Reports.Contracts;

namespace Homing.Reports.Documents;

/// <summary>What documents are called where they are saved.</summary>
internal static class DocumentNames
{
    private const int MaxLength = 100;

    /// <summary>The title of the report, without what some file system or shell does not take; the kind where nothing is left.</summary>
    public static string Of(ReportOrder order)
    {
        var name = new StringBuilder();
        foreach (var rune in order.Title.EnumerateRunes())
        {
            if (name.Length + rune.Utf16SequenceLength > MaxLength)
            {
                break;
            }

            name.Append(IsTaken(rune) ? rune.ToString() : " ");
        }

        var words = name.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var clean = string.Join(' ', words).Trim('.', ' ');
        return (clean.Length == 0 ? order.Kind : clean) + ".pdf";
    }

    private static bool IsTaken(Rune rune) =>
        !Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) is not (
            System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
            or System.Globalization.UnicodeCategory.ParagraphSeparator)
        && !"\\/:*?\"<>|".Contains(rune.ToString(), StringComparison.Ordinal);
}
