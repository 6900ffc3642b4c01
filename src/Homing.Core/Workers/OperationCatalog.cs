using System.Collections.Frozen;

namespace Homing.Workers;

/// <summary>Which operations there are, and which group of workers answers each. Gateways refuse every other.</summary>
public sealed class OperationCatalog
{
    private readonly FrozenDictionary<string, string> _groups;

    /// <summary>Holds the operations that the services of this process declared.</summary>
    /// <exception cref="ArgumentException">An operation is declared for two groups.</exception>
    public OperationCatalog(IEnumerable<OperationDeclaration> declarations)
    {
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (op, group) in declarations)
        {
            if (!groups.TryAdd(op, group) && groups[op] != group)
            {
                throw new ArgumentException($"The operation '{op}' is declared for '{groups[op]}' and for '{group}'.");
            }
        }

        Groups = groups.Values.ToFrozenSet(StringComparer.Ordinal);
        _groups = groups.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The operations by name.</summary>
    public IEnumerable<string> Ops => _groups.Keys.Order(StringComparer.Ordinal);

    /// <summary>The groups that answer them.</summary>
    public IReadOnlySet<string> Groups { get; }

    /// <summary>True where some group answers <paramref name="op"/>.</summary>
    public bool Contains(string op) => _groups.ContainsKey(op);

    /// <summary>The group that answers the operation; null where none does.</summary>
    public string? GroupOf(string op) => _groups.GetValueOrDefault(op);
}

/// <summary>Says that a group of workers, in this process or another, answers an operation.</summary>
/// <param name="Op">The operation.</param>
/// <param name="Group">The group.</param>
public sealed record OperationDeclaration(string Op, string Group);
