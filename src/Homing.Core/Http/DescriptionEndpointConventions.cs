using Homing;
using Homing.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Microsoft.AspNetCore.Builder;

/// <summary>
/// What the description of the calls, OpenAPI, says of endpoints beside what their handlers tell. None of it changes what
/// an endpoint answers.
/// </summary>
public static class DescriptionEndpointConventions
{
    /// <summary>The media type of documents: bytes, and no JSON.</summary>
    public const string Pdf = "application/pdf";

    /// <summary>It may refuse with these statuses: as a <see cref="Problem"/>.</summary>
    public static TBuilder ProducesProblems<TBuilder>(this TBuilder endpoints, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(statuses);
        foreach (var status in statuses)
        {
            endpoints.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problem), ["application/problem+json"]));
        }

        return statuses.Contains(StatusCodes.Status429TooManyRequests)
            ? endpoints.WithResponseHeader(
                StatusCodes.Status429TooManyRequests, HeaderNames.RetryAfter, "After how many seconds it is best tried again.")
            : endpoints;
    }

    /// <summary>It answers a PDF that can be asked for in part, and only where it has changed.</summary>
    public static TBuilder ProducesPdf<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.WithMetadata(
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [Pdf]),
            new ProducesResponseTypeMetadata(StatusCodes.Status206PartialContent, typeof(string), [Pdf]),
            new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified, typeof(void)),
            new ProducesResponseTypeMetadata(StatusCodes.Status416RangeNotSatisfiable, typeof(void)));
        foreach (var status in (int[])[StatusCodes.Status200OK, StatusCodes.Status206PartialContent, StatusCodes.Status304NotModified])
        {
            endpoints.WithResponseHeader(status, HeaderNames.ETag, "Strong: the SHA-256 of the whole document.");
        }

        return endpoints
            .WithHeader(HeaderNames.Range, "Which part, such as bytes=0-1023; of several parts the whole is answered.")
            .WithHeader(HeaderNames.IfRange, "The ETag of the document that the part is of; of another one the whole is answered.")
            .WithHeader(HeaderNames.IfNoneMatch, "ETags that are known: 304 where the document is one of them.")
            .WithHeader(HeaderNames.IfMatch, "ETags that are wanted: 412 where the document is none of them.")
            .WithResponseHeader(StatusCodes.Status206PartialContent, HeaderNames.ContentRange, "Which part of how many bytes.")
            .WithResponseHeader(StatusCodes.Status416RangeNotSatisfiable, HeaderNames.ContentRange, "How many bytes there are.")
            .ProducesProblems(StatusCodes.Status412PreconditionFailed);
    }

    /// <summary>Its handler reads the body.</summary>
    /// <typeparam name="TBody">What it is read as.</typeparam>
    /// <param name="endpoints">The endpoint.</param>
    /// <param name="isOneOrMany">True where it takes an array of them too.</param>
    public static RouteHandlerBuilder TakesJson<TBody>(this RouteHandlerBuilder endpoints, bool isOneOrMany = false) =>
        endpoints.WithMetadata(new EndpointBody(typeof(TBody), "application/json", isOneOrMany));

    /// <summary>Its handler reads a PDF from the body.</summary>
    public static RouteHandlerBuilder TakesPdf(this RouteHandlerBuilder endpoints) =>
        endpoints.WithMetadata(new EndpointBody(typeof(string), Pdf));

    /// <summary>It has a parameter in its path.</summary>
    public static TBuilder WithPath<TBuilder>(this TBuilder endpoints, string name, string description)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new EndpointParameter(EndpointParameter.InPath, name, description) { IsRequired = true });

    /// <summary>It has a parameter in its query string, any text or one of some words.</summary>
    public static TBuilder WithQuery<TBuilder>(this TBuilder endpoints, string name, string description, params string[] allowed)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new EndpointParameter(EndpointParameter.InQuery, name, description) { Allowed = allowed });

    /// <summary>It has a parameter in its query string that is a number or a time.</summary>
    /// <typeparam name="T">What it is read as.</typeparam>
    /// <param name="endpoints">The endpoint.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="description">What it means.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The greatest number.</param>
    /// <param name="otherwise">What it is where it is left out.</param>
    public static RouteHandlerBuilder WithQuery<T>(
        this RouteHandlerBuilder endpoints, string name, string description, int? least = null, int? most = null, int? otherwise = null)
        where T : struct =>
        endpoints.WithMetadata(new EndpointParameter(EndpointParameter.InQuery, name, description)
        {
            Type = typeof(T),
            Least = least,
            Most = most,
            Default = otherwise,
        });

    /// <summary>It looks at a header.</summary>
    public static TBuilder WithHeader<TBuilder>(
        this TBuilder endpoints, string name, string description, bool isRequired = false, int? mostLetters = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new EndpointParameter(EndpointParameter.InHeader, name, description)
        {
            IsRequired = isRequired,
            Least = isRequired ? 1 : null,
            Most = mostLetters,
        });

    /// <summary>Its answers of a status come with a header.</summary>
    public static TBuilder WithResponseHeader<TBuilder>(this TBuilder endpoints, int status, string name, string description)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new EndpointResponseHeader(status, name, description));

    /// <summary>It is for users who are signed in.</summary>
    public static TBuilder IsForUsers<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new EndpointCredentials(IsOptional: false, EndpointCredentials.Cookie, EndpointCredentials.Bearer))
            .ProducesProblems(StatusCodes.Status401Unauthorized);

    /// <summary>It is for everybody, and knows who is signed in.</summary>
    public static TBuilder IsForGuestsToo<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new EndpointCredentials(IsOptional: true, EndpointCredentials.Cookie, EndpointCredentials.Bearer));
}
