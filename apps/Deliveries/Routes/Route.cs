namespace Homing.Deliveries.Routes;

/// <summary>A way that can be ridden.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Line">Where it goes.</param>
public sealed record Route(string Id, string Title, RouteLine Line);
