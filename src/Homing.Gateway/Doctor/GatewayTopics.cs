using Homing.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Doctor;

/// <summary>The topics that all gateways share.</summary>
internal sealed class GatewayTopics(IOptions<GatewayOptions> options) : IExpectedTopics
{
    public IEnumerable<ExpectedTopic> Topics =>
    [
        new(Messages.Topics.ClientResponseBroadcastOptions(options.Value.ResumeTtl)),
        new(Messages.Topics.UserPushOptions),
        new(Messages.Topics.OperationsOptions),
    ];
}
