using System.Security.Claims;
using Homing.Operations;
using Homing.Streams;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Operations;

/// <summary>Who may see the picture of all processes: one rule for HTTP and for the socket.</summary>
internal sealed class OperationsAccess(IOptions<OperationsOptions> options)
{
    private readonly string _access = options.Value.Access;

    /// <summary>Why somebody may not; null where they may. Over HTTP.</summary>
    public Problem? Refusal(ClaimsPrincipal user) => Refusal(user.Identity is { IsAuthenticated: true });

    /// <summary>Why somebody may not; null where they may. Over the socket: a guest is his own user.</summary>
    public Problem? Refusal(ChannelRequest request) => Refusal(request.UserId != request.ClientId);

    private Problem? Refusal(bool isSignedIn) => _access switch
    {
        OperationsOptions.Everyone => null,
        OperationsOptions.SignedIn when isSignedIn => null,
        OperationsOptions.SignedIn => Problem.Unauthenticated("Who wants to see how the processes are signs in first."),
        _ => Problem.Forbidden("How the processes are is not shown here: Homing:Operations:Access is nobody."),
    };
}
