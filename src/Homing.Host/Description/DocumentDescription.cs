using Homing.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Homing.Host.Description;

/// <summary>What is said once for all calls: how callers are known, and the probes, which no handler answers.</summary>
internal sealed class DocumentDescription : IOpenApiDocumentTransformer
{
    private const string Tag = "Probes";

    public Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "Homing over HTTP";
        document.Info.License = new() { Name = "Apache-2.0" };
        document.Info.Description =
            "The calls of the roles that this process has. All JSON is UTF-8, times are RFC 3339 in UTC, coordinates WGS 84 degrees. "
            + "What is refused is a problem of RFC 9457 with a stable type; so is a failure on our side, 500, which any call may answer.";
        Add(document, EndpointCredentials.Cookie, new()
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = "homing",
            Description = "The cookie that POST /api/sign-in sets, for pages.",
        });
        AddBearer(document, EndpointCredentials.Bearer, "The access_token that POST /api/sign-in answers, for programs.");
        AddBearer(document, EndpointCredentials.ProviderKey, "The key of the reporting provider's clients, Homing:Provider:ApiKeys.");
        AddBearer(
            document, EndpointCredentials.ProviderFileKey,
            "The key between the reporting provider's app and its storage, Homing:Provider:FileKey.");
        Add(document, EndpointCredentials.WebhookSignature, new()
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "webhook-signature",
            Description = "Standard Webhooks 1.0: v1, and base64 of HMAC-SHA256 over id.timestamp.body; several separated by blanks.",
        });
        AddProbe(document, "/healthz/live", "Whether the process runs.");
        AddProbe(document, "/healthz/ready", "Whether the process can do its work.");
        (document.Tags ??= new HashSet<OpenApiTag>()).Add(new OpenApiTag { Name = Tag });
        return Task.CompletedTask;
    }

    private static void AddBearer(OpenApiDocument document, string name, string description) =>
        Add(document, name, new() { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = description });

    private static void Add(OpenApiDocument document, string name, OpenApiSecurityScheme scheme) =>
        document.AddComponent<IOpenApiSecurityScheme>(name, scheme);

    private static void AddProbe(OpenApiDocument document, string path, string summary) =>
        document.Paths.Add(path, new OpenApiPathItem
        {
            Operations = new Dictionary<HttpMethod, OpenApiOperation>
            {
                [HttpMethod.Get] = new()
                {
                    Summary = summary,
                    Tags = new HashSet<OpenApiTagReference> { new(Tag, document) },
                    Responses = new OpenApiResponses
                    {
                        ["200"] = Word("It is so: Healthy, or Degraded where something is amiss."),
                        ["503"] = Word("It is not: Unhealthy."),
                    },
                },
            },
        });

    private static OpenApiResponse Word(string description) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["text/plain"] = new()
            {
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["Healthy", "Degraded", "Unhealthy"] },
            },
        },
    };
}
