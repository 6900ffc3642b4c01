using System.Text.Json;
using System.Text.Json.Serialization;
using Homing.Host.Dead;
using Homing.Host.Identity;
using Homing.Host.Pages;
using Homing.Messages;

namespace Homing.Host.Description;

/// <summary>The description of all calls over HTTP, as OpenAPI.</summary>
internal static class DescriptionExtensions
{
    public static IServiceCollection AddDescription(this IServiceCollection services) => services
        .ConfigureHttpJsonOptions(json =>
        {
            // As every context of ours writes; a context that knows a type also says what it does with null.
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        })
        .AddHttpJson(ProblemJson.Default)
        .AddHttpJson(PagesJson.Default)
        .AddHttpJson(IdentityJson.Default)
        .AddHttpJson(DeadJson.Default)
        .AddOpenApi(openApi =>
        {
            openApi.AddDocumentTransformer<DocumentDescription>();
            openApi.AddOperationTransformer<OperationDescription>();
            openApi.AddSchemaTransformer<SchemaDescription>();
            var named = openApi.CreateSchemaReferenceId;
            openApi.CreateSchemaReferenceId = type => type.Type == typeof(JsonElement) ? null : named(type);
        });
}
