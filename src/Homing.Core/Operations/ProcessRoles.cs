namespace Homing.Operations;

/// <summary>The names of the roles that this process runs.</summary>
/// <param name="Names">In the order of the catalogue.</param>
public sealed record ProcessRoles(IReadOnlyList<string> Names);
