using Homing.Workers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Homing.Roles;

/// <summary>A part of the system that a process can run: it brings its own services and its own endpoints.</summary>
public interface IRole
{
    /// <summary>The name given to <c>--roles</c>.</summary>
    string Name { get; }

    /// <summary>One line that says what the role does.</summary>
    string Summary { get; }

    /// <summary>The operations that the role answers; gateways in other processes must know them too.</summary>
    IReadOnlyCollection<OperationDeclaration> Operations => [];

    /// <summary>Registers what the role needs. Several roles of one process may register the same things.</summary>
    void AddServices(IHostApplicationBuilder builder);

    /// <summary>Registers the role's channel sources, in every process that runs a gateway.</summary>
    void AddChannels(IHostApplicationBuilder builder)
    {
    }

    /// <summary>Maps the role's HTTP endpoints, if it has any.</summary>
    void MapEndpoints(IEndpointRouteBuilder endpoints);
}
