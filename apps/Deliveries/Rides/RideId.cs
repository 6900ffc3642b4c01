using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Homing.Log;

namespace Homing.Deliveries.Rides;

/// <summary>Which ride: the place of the record that asked for it, in <see cref="DeliveryTopics.NewDirection"/>.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset.</param>
public readonly record struct RideId(int Partition, long Offset) : IParsable<RideId>
{
    /// <summary>The ride that the record at that place asks for.</summary>
    public static RideId Of(LogPosition position) => new(position.Partition, position.Offset);

    /// <summary>Reads <c>partition-offset</c>.</summary>
    /// <exception cref="FormatException">It is not that.</exception>
    public static RideId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var ride) ? ride : throw new FormatException($"'{s}' is no ride; such as '0-17' is.");

    /// <summary>Reads <c>partition-offset</c>; false where it is not that.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RideId result)
    {
        result = default;
        if (s?.Split('-') is not [var partition, var offset]
            || !int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var p)
            || !long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var o))
        {
            return false;
        }

        result = new RideId(p, o);
        return true;
    }

    /// <summary>Whether a text is <see cref="ToString"/> of this; makes no text for it.</summary>
    public bool IsNamed(string text)
    {
        // Two numbers of 11 and 20 characters at most, and what is between them.
        Span<char> name = stackalloc char[32];
        return name.TryWrite(CultureInfo.InvariantCulture, $"{Partition}-{Offset}", out var length) && name[..length].SequenceEqual(text);
    }

    /// <summary><c>partition-offset</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}-{Offset}");
}
