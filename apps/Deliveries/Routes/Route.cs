namespace Homing.Deliveries.Routes;

/// <summary>A way that can be ridden.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Line">Where it goes.</param>
public sealed record Route(string Id, string Title, RouteLine Line)
{
    /// <summary>True where the other has the same id and title, and goes the same way.</summary>
    public bool SaysTheSameAs(Route other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Id == other.Id && Title == other.Title
            && (Line == other.Line || Line.Points.SequenceEqual(other.Line.Points));
    }
}
