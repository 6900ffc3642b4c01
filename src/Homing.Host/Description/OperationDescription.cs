using System.Globalization;
using System.Text.Json.Nodes;
using Homing.Gateway.Origins;
using Homing.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Homing.Host.Description;

/// <summary>Says of an operation what its endpoint's metadata have beside what ASP.NET Core reads: parameters, headers, keys.</summary>
internal sealed class OperationDescription : IOpenApiOperationTransformer
{
    private const string ProblemType = "application/problem+json";

    public async Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        DescribeBody(operation, metadata.OfType<EndpointBody>().LastOrDefault());
        foreach (var parameter in metadata.OfType<EndpointParameter>())
        {
            await DescribeAsync(operation, parameter, context, cancellationToken);
        }

        DescribeForeignPages(operation, context);
        await DescribeResponsesAsync(operation, context, cancellationToken);
        DescribeHeaders(operation, metadata.OfType<EndpointResponseHeader>());
        if (metadata.OfType<EndpointCredentials>().LastOrDefault() is { } credentials)
        {
            operation.Security = [.. Requirements(credentials, context.Document!)];
        }

        if (context.Description.HttpMethod == HttpMethods.Head)
        {
            foreach (var response in operation.Responses!.Values.OfType<OpenApiResponse>())
            {
                response.Content = null;
            }
        }
    }

    private static void DescribeBody(OpenApiOperation operation, EndpointBody? body)
    {
        if (body is null || operation.RequestBody?.Content?.Values.FirstOrDefault() is not { Schema: { } schema } content)
        {
            return;
        }

        if (body.IsOneOrMany)
        {
            content.Schema = new OpenApiSchema
            {
                AnyOf = [schema, new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema }],
            };
        }

        operation.RequestBody.Content.Clear();
        operation.RequestBody.Content[body.MediaType] = content;
        DescribePdf(operation.RequestBody.Content);
    }

    private static void DescribePdf(IDictionary<string, OpenApiMediaType>? contents)
    {
        if (contents?.TryGetValue(DescriptionEndpointConventions.Pdf, out var pdf) == true)
        {
            pdf.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        }
    }

    private static async Task DescribeAsync(
        OpenApiOperation operation,
        EndpointParameter parameter,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken)
    {
        var place = Enum.Parse<ParameterLocation>(parameter.Place, ignoreCase: true);
        var described = operation.Parameters?.OfType<OpenApiParameter>()
            .FirstOrDefault(known => known.Name == parameter.Name && known.In == place);
        if (described is null)
        {
            described = new OpenApiParameter
            {
                Name = parameter.Name,
                In = place,
                Schema = await context.GetOrCreateSchemaAsync(parameter.Type, null, cancellationToken),
            };
            (operation.Parameters ??= []).Add(described);
        }
        else if (parameter.Type != typeof(string))
        {
            // A handler that refuses in words of its own takes a text.
            described.Schema = await context.GetOrCreateSchemaAsync(parameter.Type, null, cancellationToken);
        }

        described.Description = parameter.Description;
        described.Required = parameter.IsRequired;
        Limit((OpenApiSchema)described.Schema!, parameter);
    }

    private static void Limit(OpenApiSchema schema, EndpointParameter parameter)
    {
        if (parameter.Type == typeof(string))
        {
            (schema.MinLength, schema.MaxLength) = (parameter.Least, parameter.Most);
            schema.Enum = parameter.Allowed.Count > 0 ? [.. parameter.Allowed.Select(word => (JsonNode)word)] : null;
        }
        else
        {
            schema.Minimum = parameter.Least?.ToString(CultureInfo.InvariantCulture);
            schema.Maximum = parameter.Most?.ToString(CultureInfo.InvariantCulture);
            schema.Default = parameter.Default is { } otherwise ? otherwise : null;
        }
    }

    // A page of another host may change nothing in the name of who looks at it.
    private static void DescribeForeignPages(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        if (context.Description is { HttpMethod: "POST" or "PUT" or "DELETE", RelativePath: { } path }
            && path.StartsWith("api/", StringComparison.Ordinal)
            && context.ApplicationServices.GetService<OriginRule>() is not null)
        {
            operation.Responses!.TryAdd("403", new OpenApiResponse
            {
                Description = "Forbidden",
                Content = new Dictionary<string, OpenApiMediaType> { [ProblemType] = new() },
            });
        }
    }

    // However an endpoint declares them, problems are of one kind.
    private static async Task DescribeResponsesAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        if (document.Components?.Schemas?.ContainsKey(nameof(Problem)) != true)
        {
            document.AddComponent<IOpenApiSchema>(
                nameof(Problem), await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken));
        }

        foreach (var response in operation.Responses!.Values)
        {
            if (response.Content?.TryGetValue(ProblemType, out var problem) == true)
            {
                problem.Schema = new OpenApiSchemaReference(nameof(Problem), document);
            }

            DescribePdf(response.Content);
        }
    }

    private static void DescribeHeaders(OpenApiOperation operation, IEnumerable<EndpointResponseHeader> headers)
    {
        foreach (var header in headers)
        {
            if (operation.Responses!.GetValueOrDefault(header.Status.ToString(CultureInfo.InvariantCulture)) is OpenApiResponse response)
            {
                (response.Headers ??= new Dictionary<string, IOpenApiHeader>())[header.Name] = new OpenApiHeader
                {
                    Description = header.Description,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                };
            }
        }
    }

    private static IEnumerable<OpenApiSecurityRequirement> Requirements(EndpointCredentials credentials, OpenApiDocument document)
    {
        foreach (var scheme in credentials.Schemes)
        {
            yield return new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
        }

        if (credentials.IsOptional)
        {
            yield return [];
        }
    }
}
