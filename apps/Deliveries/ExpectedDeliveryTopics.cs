using Homing.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Deliveries;

/// <summary>The topics of the deliveries, which others write to as well.</summary>
internal sealed class ExpectedDeliveryTopics(IOptions<DeliveryOptions> options) : IExpectedTopics
{
    public IEnumerable<ExpectedTopic> Topics =>
    [
        new(DeliveryTopics.NewDirectionOptions(options.Value), IsShared: true),
        new(DeliveryTopics.NewPositionOptions(options.Value), IsShared: true),
        new(DeliveryTopics.RidesOptions, IsShared: true),
    ];
}
