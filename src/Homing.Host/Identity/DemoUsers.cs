using System.Security.Claims;
using Microsoft.AspNetCore.Identity;

namespace Homing.Host.Identity;

/// <summary>The users that come with the executable. They share one password; each has the role of its name.</summary>
internal sealed class DemoUsers(DemoPassword password, IPasswordHasher<DemoUsers> hasher)
{
    /// <summary>Who there is.</summary>
    public static readonly IReadOnlyList<string> Names = ["ceo", "analyst", "approver", "driver"];

    private const string AuthenticationType = "Homing";

    /// <summary>The user as it is written in <see cref="Names"/>; what is typed may differ in case.</summary>
    public static string Normalize(string user) => user.Trim().ToLowerInvariant();

    /// <summary>Who signs in, or null. A user who is not there takes as long as a password that is wrong.</summary>
    public ClaimsPrincipal? Find(string user, string typed)
    {
        var isRight = hasher.VerifyHashedPassword(this, password.Hash, typed) != PasswordVerificationResult.Failed;
        var name = Normalize(user);
        var isThere = Names.Contains(name);
        return isRight & isThere
            ? new ClaimsPrincipal(new ClaimsIdentity(
                [new(ClaimTypes.NameIdentifier, name), new(ClaimTypes.Name, name), new(ClaimTypes.Role, name)], AuthenticationType))
            : null;
    }
}
