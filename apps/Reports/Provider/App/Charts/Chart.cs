using System.Xml.Linq;

namespace Homing.Reports.Provider.App.Charts;

/// <summary>A chart: figures, and how they are drawn.</summary>
/// <param name="Label">What is to be seen, for who does not see it.</param>
internal abstract record Chart(string Label)
{
    /// <summary>The width of every chart, in its own units; text of 11 is about 8.5 points then.</summary>
    protected const double Width = 640;

    protected const double TextSize = 11;

    /// <summary>Draws it.</summary>
    public abstract XElement Draw();
}
