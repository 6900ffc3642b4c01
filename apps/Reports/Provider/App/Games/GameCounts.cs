namespace Homing.Reports.Provider.App.Games;

/// <summary>What became of the rows of the data.</summary>
/// <param name="RowsRead">All of them.</param>
/// <param name="LeftOut">Those that are in no report, by reason.</param>
internal sealed record GameCounts(int RowsRead, IReadOnlyList<LeftOut> LeftOut);
