using Homing.Reports.Provider.App.Games;

namespace Homing.Reports.Provider.App.Kinds;

/// <summary>What a report says.</summary>
/// <param name="Summary">The most important, in a sentence or two.</param>
/// <param name="Figures">The most important figures.</param>
/// <param name="Sections">Its parts.</param>
/// <param name="Notes">How its figures are made.</param>
/// <param name="RowsUsed">Rows of the data that are in it.</param>
/// <param name="LeftOut">Rows that it would be about and that cannot be in it.</param>
internal sealed record ReportContent(
    string Summary,
    IReadOnlyList<Figure> Figures,
    IReadOnlyList<Section> Sections,
    IReadOnlyList<string> Notes,
    int RowsUsed,
    IReadOnlyList<LeftOut> LeftOut);
