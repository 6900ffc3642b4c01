namespace Homing.Log;

/// <summary>Named byte strings beside a record, such as a W3C trace context. Default is none.</summary>
public readonly struct LogHeaders
{
    private readonly IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>? _items;

    /// <summary>Holds the given headers; a name may come more than once.</summary>
    public LogHeaders(IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> items) => _items = items;

    /// <summary>The headers in order.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Items => _items ?? [];

    /// <summary>The first value of that name.</summary>
    public bool TryGet(string name, out ReadOnlyMemory<byte> value)
    {
        foreach (var item in Items)
        {
            if (item.Key == name)
            {
                value = item.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
