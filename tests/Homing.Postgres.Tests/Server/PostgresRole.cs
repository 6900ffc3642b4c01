using Homing.Roles;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Postgres.Tests.Server;

/// <summary>What the host does before it adds the roles, where the settings choose the database.</summary>
internal sealed class PostgresRole(Action<IServiceCollection> add) : IRole
{
    public string Name => "postgres";

    public string Summary => "keeps things in the database";

    public void AddServices(IHostApplicationBuilder builder) => add(builder.Services);

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
    }
}
