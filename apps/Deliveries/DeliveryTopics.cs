using Homing.Log;

namespace Homing.Deliveries;

/// <summary>The topics of the deliveries.</summary>
public static class DeliveryTopics
{
    /// <summary>Who wants which route ridden, keyed by route; foreign producers may leave the key out.</summary>
    public const string NewDirection = "route.new-direction";

    /// <summary>Every position of every ride, keyed by route.</summary>
    public const string NewPosition = "route.new-position";

    /// <summary>The newest ride of each route, keyed by route, compacted.</summary>
    public const string Rides = "route.rides";

    /// <summary>How <see cref="Rides"/> is laid out.</summary>
    public static TopicOptions RidesOptions { get; } = new() { Name = Rides, Compacted = true };

    /// <summary>How <see cref="NewDirection"/> is laid out.</summary>
    public static TopicOptions NewDirectionOptions(DeliveryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new() { Name = NewDirection, Partitions = options.Partitions, RetentionAge = options.PositionRetention };
    }

    /// <summary>How <see cref="NewPosition"/> is laid out.</summary>
    public static TopicOptions NewPositionOptions(DeliveryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new() { Name = NewPosition, Partitions = options.Partitions, RetentionAge = options.PositionRetention };
    }
}
