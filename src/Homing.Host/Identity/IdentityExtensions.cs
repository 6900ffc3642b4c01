using System.Net.Http.Headers;
using Homing.Gateway.Origins;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Homing.Host.Identity;

/// <summary>Who is who: in every process by cookie or bearer token, and signing in where there are pages.</summary>
internal static class IdentityExtensions
{
    private const string Scheme = "Homing";
    private const string CookieName = "homing";

    /// <summary>Lets a process read who is signed in, whichever process signed them in.</summary>
    public static void AddIdentity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        KeyCertificate.Use(services.AddHomingKeys(), builder.Configuration);
        services.AddOptionsWithValidateOnStart<SignInOptions, SignInOptionsValidator>()
            .BindConfiguration(SignInOptions.SectionName);
        services.AddAuthentication(Scheme)
            .AddPolicyScheme(Scheme, null, policy => policy.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0
                    ? BearerTokenDefaults.AuthenticationScheme : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(cookie =>
            {
                // The same host's other ports get it too: a page of one gateway talks to the next.
                cookie.Cookie.Name = CookieName;
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.Events.OnRedirectToLogin = context => AnswerAsync(context, StatusCodes.Status401Unauthorized);
                cookie.Events.OnRedirectToAccessDenied = context => AnswerAsync(context, StatusCodes.Status403Forbidden);
            })
            .AddBearerToken(token => token.Events.OnMessageReceived = ReadTokenAsync);
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<IOptions<SignInOptions>>((cookie, signIn) => cookie.ExpireTimeSpan = signIn.Value.Lifetime);
        services.AddOptions<BearerTokenOptions>(BearerTokenDefaults.AuthenticationScheme)
            .Configure<IOptions<SignInOptions>>((token, signIn) => token.BearerTokenExpiration = signIn.Value.Lifetime);
    }

    /// <summary>Adds the demo users, and what signing in needs.</summary>
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<DemoOptions, DemoOptionsValidator>().BindConfiguration(DemoOptions.SectionName);
        services.AddOptionsWithValidateOnStart<SignInLimitOptions, SignInLimitOptionsValidator>()
            .BindConfiguration(SignInLimitOptions.SectionName);
        services.TryAddSingleton<IPasswordHasher<DemoUsers>, PasswordHasher<DemoUsers>>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<DemoPassword>(provider, Console.Out));
        services.AddHostedService(provider => provider.GetRequiredService<DemoPassword>());
        services.AddSingleton<DemoUsers>();
        services.AddSingleton<SignInLimits>();
    }

    /// <summary>Reads who it is, and refuses what a foreign page sends in their name.</summary>
    public static void UseIdentity(this WebApplication application)
    {
        application.UseAuthentication();
        if (application.Services.GetService<OriginRule>() is { } origins)
        {
            application.Use((context, next) =>
                ChangesSomething(context.Request) && !origins.Allows(context.Request)
                    ? OriginRule.Refuse(context.Request).ExecuteAsync(context) : next(context));
        }
    }

    // The name of the scheme is the same in any case (RFC 9110, section 11.1); the handler knows one spelling.
    private static Task ReadTokenAsync(MessageReceivedContext context)
    {
        if (AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var header)
            && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            context.Token = header.Parameter;
        }

        return Task.CompletedTask;
    }

    private static bool ChangesSomething(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    private static Task AnswerAsync<T>(Microsoft.AspNetCore.Authentication.RedirectContext<T> context, int status)
        where T : Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions
    {
        // The status page makes a problem of it.
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
