using Homing.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Messages;

/// <summary>The topics that requests take.</summary>
internal sealed class MessagingTopics(IOptions<MessagingOptions> options) : IExpectedTopics
{
    public IEnumerable<ExpectedTopic> Topics =>
    [
        new(Messages.Topics.ClientRequestOptions(options.Value)),
        new(Messages.Topics.ClientCancelOptions(options.Value)),
    ];
}
