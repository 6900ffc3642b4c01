namespace Homing.Workers;

/// <summary>Answers the requests of one operation. One instance serves all requests, many at a time.</summary>
/// <typeparam name="TRequest">The request's body.</typeparam>
/// <typeparam name="TResponse">The response's body.</typeparam>
public interface IRequestHandler<in TRequest, TResponse>
{
    /// <summary>
    /// Answers one request. It may be called again for the same request after a crash (at least once); the client
    /// sees one answer.
    /// </summary>
    /// <exception cref="ProblemException">The request is refused: its asker gets the problem as the answer.</exception>
    ValueTask<TResponse> HandleAsync(TRequest request, RequestContext context, CancellationToken cancellationToken);
}
