using Homing.Deliveries.Routes;
using Homing.Workers;

namespace Homing.Deliveries.Start;

/// <summary>Answers <c>deliveries.start</c>: the ride belongs to the client that asks, whatever the body says.</summary>
internal sealed class StartHandler(RideStarter starter, LiveRoutes routes) : IRequestHandler<StartRequest, StartedRide>
{
    public async ValueTask<StartedRide> HandleAsync(
        StartRequest request, RequestContext context, CancellationToken cancellationToken)
    {
        // The deadline of the request says how long it can wait for them.
        await routes.Loaded.WaitAsync(cancellationToken);
        return await starter.StartAsync(
            request.RouteId, context.ClientId, $"{context.ClientId}/{context.RequestId}", cancellationToken);
    }
}
