using System.Security.Claims;
using Homing.Roles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Deliveries.Tests.Http;

/// <summary>An application's own authentication: who asks is whom the header <see cref="Header"/> names.</summary>
internal sealed class SignedInByHeader : IRole, IStartupFilter
{
    public const string Header = "X-User";

    public string Name => "signed-in-by-header";

    public string Summary => "signs in";

    public void AddServices(IHostApplicationBuilder builder) => builder.Services.AddSingleton<IStartupFilter>(this);

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        application.Use((context, after) =>
        {
            if (context.Request.Headers[Header] is [{ } user])
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], "header"));
            }

            return after(context);
        });
        next(application);
    };
}
