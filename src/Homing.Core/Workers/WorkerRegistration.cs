namespace Homing.Workers;

/// <summary>What a group of workers answers in this process.</summary>
internal sealed class WorkerRegistration(string group)
{
    private readonly List<(string Op, Func<IServiceProvider, RequestOperation> Create)> _operations = [];

    public string Group { get; } = group;

    public IEnumerable<string> Ops => _operations.Select(operation => operation.Op);

    public void Add(string op, Func<IServiceProvider, RequestOperation> create)
    {
        if (_operations.Any(operation => operation.Op == op))
        {
            throw new ArgumentException($"The worker group '{Group}' already has a handler for '{op}'.", nameof(op));
        }

        _operations.Add((op, create));
    }

    public Dictionary<string, RequestOperation> CreateOperations(IServiceProvider services) =>
        _operations.ToDictionary(operation => operation.Op, operation => operation.Create(services));
}
