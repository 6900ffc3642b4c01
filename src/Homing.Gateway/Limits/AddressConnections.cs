using System.Net;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Limits;

/// <summary>Counts the connections of each address, where there is a limit to them. Thread-safe.</summary>
internal sealed class AddressConnections(IOptions<LimitOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Held> _byAddress = [];

    /// <summary>The most that one address may have; 0 for no limit.</summary>
    public int Limit { get; } = options.Value.ConnectionsPerAddress;

    /// <summary>Counts one more; what is held is to be disposed when the connection ends, and null where there is no limit.</summary>
    /// <returns>False where the address has as many as it may.</returns>
    public bool TryEnter(IPAddress? address, out IDisposable? held)
    {
        held = null;
        if (Limit == 0 || address is null)
        {
            return true;
        }

        var key = AddressLimiter.KeyOf(address);
        lock (_gate)
        {
            if (!_byAddress.TryGetValue(key, out var known))
            {
                _byAddress[key] = known = new Held(this, key);
            }

            if (known.Count >= Limit)
            {
                return false;
            }

            known.Count++;
            held = known;
            return true;
        }
    }

    private void Leave(Held held)
    {
        lock (_gate)
        {
            held.Count--;
            if (held.Count == 0)
            {
                _byAddress.Remove(held.Key);
            }
        }
    }

    // One for all connections of the address.
    private sealed class Held(AddressConnections all, UInt128 key) : IDisposable
    {
        public UInt128 Key => key;

        public int Count { get; set; }

        public void Dispose() => all.Leave(this);
    }
}
