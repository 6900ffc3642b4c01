namespace Homing.Workers;

/// <summary>A handler that is one function.</summary>
internal sealed class DelegateHandler<TRequest, TResponse>(
    Func<TRequest, RequestContext, CancellationToken, ValueTask<TResponse>> handle)
    : IRequestHandler<TRequest, TResponse>
{
    public ValueTask<TResponse> HandleAsync(
        TRequest request, RequestContext context, CancellationToken cancellationToken) =>
        handle(request, context, cancellationToken);
}
