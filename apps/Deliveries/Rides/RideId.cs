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

    /// <summary><c>partition-offset</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}-{Offset}");
}
