using System.Text.Json.Serialization;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the JSON that is spoken over HTTP.</summary>
public static class HttpJsonServiceCollectionExtensions
{
    /// <summary>Has the bodies that a context knows described as it writes them.</summary>
    public static IServiceCollection AddHttpJson(this IServiceCollection services, JsonSerializerContext context) =>
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, context));
}
