using System.Security.Claims;

namespace Homing.Gateway.Identity;

/// <summary>Reads who is signed in, whatever authentication the application has.</summary>
public static class Users
{
    private const string Subject = "sub";
    private const string Role = "role";

    /// <summary>The user's name identifier, else <c>sub</c>, else name; null where nobody is signed in.</summary>
    /// <exception cref="InvalidOperationException">Somebody is signed in and has none of these.</exception>
    public static string? IdOf(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.Identity is not { IsAuthenticated: true } ? null
            : user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst(Subject)?.Value ?? user.Identity.Name
                ?? throw new InvalidOperationException(
                    "Who is signed in has no name identifier, no 'sub' and no name: the application's authentication must give one.");
    }

    /// <summary>The user's role claims and <c>role</c>s; none where nobody is signed in.</summary>
    public static IReadOnlyList<string> RolesOf(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.Identity is not { IsAuthenticated: true } ? []
            : [.. user.Claims.Where(claim => claim.Type is ClaimTypes.Role or Role).Select(claim => claim.Value).Distinct()];
    }
}
