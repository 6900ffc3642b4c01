namespace Homing.Deliveries.Routes;

/// <summary>A route that was not loaded.</summary>
/// <param name="Id">Its id; empty where it has none.</param>
/// <param name="Faults">What is wrong, each with file and line.</param>
public sealed record RefusedRoute(string Id, IReadOnlyList<RouteFault> Faults);

/// <summary>Something wrong in a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1; null where it is the file as a whole.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record RouteFault(string File, int? Line, string Reason)
{
    /// <summary><c>file:line: reason</c>, as compilers say it.</summary>
    public override string ToString() =>
        Line is { } line ? FormattableString.Invariant($"{File}:{line}: {Reason}") : $"{File}: {Reason}";
}
