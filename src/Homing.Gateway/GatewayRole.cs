using Homing.Gateway.Operations;
using Homing.Roles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Gateway;

/// <summary>Serves clients over the WebSocket, and the pages.</summary>
public sealed class GatewayRole : IRole
{
    /// <inheritdoc />
    public string Name => "gateway";

    /// <inheritdoc />
    public string Summary => "serves clients over /ws, tickets, the list of gateways";

    /// <inheritdoc />
    public void AddServices(IHostApplicationBuilder builder) => builder.Services
        .AddHomingGateway().AddHomingOperationsView()
        .AddHttpJson(GatewayJson.Default).AddHttpJson(OperationsViewJson.Default);

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder endpoints) => endpoints.MapHoming().MapHomingOperations();
}
