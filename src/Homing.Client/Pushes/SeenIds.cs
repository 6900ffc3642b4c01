namespace Homing.Client.Pushes;

/// <summary>The ids that were delivered; forgets the oldest beyond its capacity.</summary>
internal sealed class SeenIds
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private readonly int _capacity;

    public SeenIds(int capacity = 4096) => _capacity = capacity;

    /// <returns>False where it was there before.</returns>
    public bool Add(string id)
    {
        if (!_ids.Add(id))
        {
            return false;
        }

        _order.Enqueue(id);
        if (_order.Count > _capacity)
        {
            _ids.Remove(_order.Dequeue());
        }

        return true;
    }
}
