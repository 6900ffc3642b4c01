using System.Text.Json;

namespace Homing.Reports.Trigger.Orders;

/// <summary>A kind of reports, for checks.</summary>
/// <param name="Description">What it takes.</param>
/// <param name="TitleOf">The title of an order that has none, from its parameters.</param>
internal sealed record KindRule(KindDescription Description, Func<JsonElement, string> TitleOf)
{
    /// <summary>The names of two parameters of which the first must not be greater; null where there are none.</summary>
    public (string Low, string High)? Ordered { get; init; }
}
