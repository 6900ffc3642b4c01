using System.Security.Claims;
using Homing.Gateway.Identity;
using Homing.Reports.Contracts;

namespace Homing.Reports.Trigger;

/// <summary>Who asks.</summary>
/// <param name="User">The user.</param>
/// <param name="Roles">What the user is.</param>
internal sealed record ReportCaller(string User, IReadOnlyList<string> Roles)
{
    private const string PlainEmail = "email";

    /// <summary>The user's mail address, where the one who signed them in knows it.</summary>
    public string? KnownEmail { get; init; }

    /// <summary>Who is signed in.</summary>
    /// <exception cref="ProblemException">Nobody (401).</exception>
    public static ReportCaller Of(ClaimsPrincipal principal) => Users.IdOf(principal) is { } user
        ? new ReportCaller(user, Users.RolesOf(principal))
        {
            KnownEmail = principal.FindFirst(ClaimTypes.Email)?.Value ?? principal.FindFirst(PlainEmail)?.Value,
        }
        : throw new ProblemException(Problem.Unauthenticated("Reports are for users: sign in first."));

    /// <summary>Where the user's mail goes.</summary>
    public string EmailAt(string domain) => KnownEmail ?? (User.Contains('@') ? User : $"{User}@{domain}");

    /// <summary>True for who asked, and for those whose approval it needs or needed.</summary>
    public bool MaySee(Report report) => IsAsker(report) || MayApprove(report);

    /// <summary>True for who asked.</summary>
    public bool IsAsker(Report report) => report.RequestedBy == User;

    /// <summary>True for those whose approval it needs or needed; whether it is their own is another question.</summary>
    public bool MayApprove(Report report) => report.ApproverRole is { } role && Roles.Contains(role);
}
