using Homing.Doctor;

namespace Homing.Parking.Availability;

/// <summary>The topics of the parking finder.</summary>
internal sealed class ParkingTopics : IExpectedTopics
{
    public IEnumerable<ExpectedTopic> Topics => [new(AvailabilityReader.Topic)];
}
