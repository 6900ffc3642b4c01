namespace Homing.Reports.Trigger.Orders;

/// <summary>A kind of reports, for forms.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Title">What it is, in a few words.</param>
/// <param name="Description">What it tells.</param>
/// <param name="Parameters">What it takes.</param>
internal sealed record KindDescription(string Kind, string Title, string Description, IReadOnlyList<KindParameter> Parameters);
