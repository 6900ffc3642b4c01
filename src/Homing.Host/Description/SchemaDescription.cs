using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Homing.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Homing.Host.Description;

/// <summary>
/// Says of JSON what ASP.NET Core does not read off its type: what is left out rather than null, and which words are allowed.
/// </summary>
internal sealed class SchemaDescription : IOpenApiSchemaTransformer
{
    public async Task TransformAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        DescribeInWords(schema, context);
        if (context.JsonPropertyInfo is { AttributeProvider: { } attributes })
        {
            if (Find<AllowedValuesAttribute>(attributes) is { } allowed)
            {
                schema.Enum = [.. allowed.Values.Select(value => JsonValue.Create(value)!)];
            }

            if (Find<DescribedAsAttribute>(attributes) is { } other)
            {
                var described = await context.GetOrCreateSchemaAsync(other.Type, null, cancellationToken);
                (schema.Type, schema.Format) = (described.Type, described.Format);
                (schema.Properties, schema.Required) = (described.Properties, described.Required);
            }
        }

        if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object && schema.Properties is not null)
        {
            DescribeProperties(schema, context.JsonTypeInfo);
        }

        if (context.JsonTypeInfo.PolymorphismOptions is { } options && options.DerivedTypes.All(derived => derived.TypeDiscriminator is null))
        {
            // Which one it is is told by its fields alone.
            schema.Discriminator = null;
        }
    }

    private static void DescribeInWords(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var property = context.JsonPropertyInfo?.AttributeProvider is MemberInfo member ? DocComments.Of(member) : null;
        if (context.JsonTypeInfo.Kind != JsonTypeInfoKind.Object)
        {
            schema.Description ??= property;
            return;
        }

        schema.Description ??= DocComments.Of(context.JsonTypeInfo.Type);
        if (property is not null)
        {
            // The words of the property, which stand beside the reference to its type.
            (schema.Metadata ??= new Dictionary<string, object>()).TryAdd("x-ref-description", property);
        }
    }

    private static void DescribeProperties(OpenApiSchema schema, JsonTypeInfo type)
    {
        var leavesNullOut = (type.OriginatingResolver as JsonSerializerContext)?.Options.DefaultIgnoreCondition
            == JsonIgnoreCondition.WhenWritingNull;
        foreach (var property in type.Properties)
        {
            var condition = Find<JsonIgnoreAttribute>(property.AttributeProvider)?.Condition;
            var known = schema.Properties!.TryGetValue(property.Name, out var found) ? found as OpenApiSchema : null;
            if (property.IsGetNullable && (condition == JsonIgnoreCondition.WhenWritingNull || (leavesNullOut && condition is null)))
            {
                schema.Required?.Remove(property.Name);
                RuleOutNull(known);
            }
            else if (property.Set is null)
            {
                // Nobody sends it, so it is always there.
                (schema.Required ??= new HashSet<string>()).Add(property.Name);
                if (!property.IsGetNullable)
                {
                    RuleOutNull(known);
                }
            }
        }
    }

    private static void RuleOutNull(OpenApiSchema? schema)
    {
        if (schema is not null)
        {
            // The mark is ASP.NET Core's, of a property whose own type is described elsewhere.
            schema.Type &= ~JsonSchemaType.Null;
            schema.Metadata?.Remove("x-is-nullable-property");
        }
    }

    private static T? Find<T>(ICustomAttributeProvider? attributes)
        where T : Attribute =>
        attributes?.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault();
}
