namespace Homing.Reports.Provider.App.Kinds;

/// <summary>A table.</summary>
/// <param name="Caption">What it tells.</param>
/// <param name="Columns">Its columns, left to right.</param>
/// <param name="Rows">A text for each column.</param>
/// <param name="Totals">The last row, where there is one that adds up.</param>
internal sealed record Table(
    string Caption, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string>? Totals = null);

/// <summary>A column of a table.</summary>
/// <param name="Title">Its head.</param>
/// <param name="Kind">What stands in it.</param>
internal sealed record Column(string Title, ColumnKind Kind = ColumnKind.Number);

/// <summary>What stands in a column.</summary>
internal enum ColumnKind
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>Text.</summary>
    Text,

    /// <summary>What the row is about.</summary>
    Name,
}
