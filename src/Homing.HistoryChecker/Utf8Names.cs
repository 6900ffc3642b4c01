using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Homing.HistoryChecker;

/// <summary>Gives each name a small number, so that a million requests need a million names and no more. 0 is no name.</summary>
internal sealed class Utf8Names
{
    private readonly Dictionary<byte[], int> _numbers = new(new ByUtf8());
    private readonly List<byte[]> _names = [[]];

    /// <summary>The number of a name; a new one where the name is new.</summary>
    public int NumberOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return 0;
        }

        var lookup = _numbers.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(utf8, out var number))
        {
            number = _names.Count;
            _names.Add(utf8.ToArray());
            _numbers.Add(_names[number], number);
        }

        return number;
    }

    /// <summary>The name of a number.</summary>
    public string this[int number] => Encoding.UTF8.GetString(_names[number]);

    /// <summary>The name of a number in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8(int number) => _names[number];

    private sealed class ByUtf8 : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
