using Homing.Reports.Provider.App.Charts;

namespace Homing.Reports.Provider.App.Kinds;

/// <summary>A part of a report under a heading of its own: a chart, a table, or both.</summary>
internal sealed record Section(string Title, string Lead, Chart? Chart = null, Table? Table = null);
