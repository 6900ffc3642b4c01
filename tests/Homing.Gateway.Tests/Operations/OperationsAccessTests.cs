using System.Security.Claims;
using Homing.Gateway.Operations;
using Homing.Operations;
using Homing.Streams;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Tests.Operations;

public sealed class OperationsAccessTests
{
    [Theory]
    [InlineData(OperationsOptions.Everyone, null, null)]
    [InlineData(OperationsOptions.SignedIn, 401, null)]
    [InlineData(OperationsOptions.Nobody, 403, 403)]
    public void Guests_and_users_are_told_the_same_over_http_and_over_the_socket(string setting, int? guest, int? user)
    {
        var access = new OperationsAccess(Options.Create(new OperationsOptions { Access = setting }));
        var watch = new ChannelRequest("operations", "client", null);

        Assert.Equal(guest, access.Refusal(new ClaimsPrincipal())?.Status);
        Assert.Equal(user, access.Refusal(new ClaimsPrincipal(new ClaimsIdentity("cookie")))?.Status);
        Assert.Equal(guest, access.Refusal(watch)?.Status);
        Assert.Equal(user, access.Refusal(watch with { UserId = "ceo" })?.Status);
    }
}
