using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Limits;

/// <summary>Limits how many tickets an address gets.</summary>
internal sealed class TicketLimit(IOptions<LimitOptions> options, TimeProvider time) : IEndpointFilter, IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress?> _limiter =
        AddressLimiter.PerMinute(options.Value.TicketsPerAddress, time);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        using var lease = _limiter.AttemptAcquire(context.HttpContext.Connection.RemoteIpAddress);
        return lease.IsAcquired
            ? await next(context)
            : TooManyRequests.Answer(context.HttpContext, lease, "This address asks for tickets too often.");
    }

    public void Dispose() => _limiter.Dispose();
}
