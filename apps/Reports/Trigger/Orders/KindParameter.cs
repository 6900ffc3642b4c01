namespace Homing.Reports.Trigger.Orders;

/// <summary>A parameter of a kind of reports, for forms and for checks alike.</summary>
/// <param name="Name">Its name in <c>parameters</c>.</param>
/// <param name="Type"><see cref="Integer"/> or <see cref="Text"/>.</param>
/// <param name="Min">The least number, or the least count of characters.</param>
/// <param name="Max">The greatest number, or the greatest count of characters.</param>
/// <param name="Description">What it is, in words.</param>
/// <param name="Default">What it is where it is left out; null where it must be there.</param>
internal sealed record KindParameter(string Name, string Type, int Min, int Max, string Description, int? Default = null)
{
    public const string Integer = "integer";
    public const string Text = "text";

    /// <summary>True where it must be there.</summary>
    public bool Required => Default is null;
}
