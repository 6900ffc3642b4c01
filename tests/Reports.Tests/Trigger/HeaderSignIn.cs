using System.Security.Claims;
using System.Text.Encodings.Web;
using Homing.Roles;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Tests.Trigger;

/// <summary>Signs in whoever a header names: <c>user</c>, or <c>user role role</c>.</summary>
internal sealed class HeaderSignIn : IRole
{
    public const string UserHeader = "Test-User";
    public const string EmailHeader = "Test-Email";

    public string Name => "header-sign-in";

    public string Summary => "signs in whoever a header names";

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(Name).AddScheme<AuthenticationSchemeOptions, Handler>(Name, null);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
    }

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
    }

    private sealed class Handler(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers[UserHeader].ToString() is not { Length: > 0 } text)
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            var words = text.Split(' ');
            var claims = new List<Claim> { new(ClaimTypes.NameIdentifier, words[0]) };
            claims.AddRange(words.Skip(words.Length == 1 ? 0 : 1).Select(role => new Claim(ClaimTypes.Role, role)));
            if (Request.Headers[EmailHeader].ToString() is { Length: > 0 } email)
            {
                claims.Add(new Claim(ClaimTypes.Email, email));
            }

            var user = new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme.Name));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, Scheme.Name)));
        }
    }
}
