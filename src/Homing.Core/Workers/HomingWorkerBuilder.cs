using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Workers;

/// <summary>Adds operations to a group of workers.</summary>
public sealed class HomingWorkerBuilder
{
    private static readonly JsonSerializerOptions Reflected = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private readonly IServiceCollection _services;
    private readonly WorkerRegistration _registration;

    internal HomingWorkerBuilder(IServiceCollection services, WorkerRegistration registration) =>
        (_services, _registration) = (services, registration);

    /// <summary>Answers an operation with a function; bodies are mapped by reflection, in snake_case.</summary>
    public HomingWorkerBuilder Handle<TRequest, TResponse>(string op, Func<TRequest, TResponse> handle) =>
        Handle<TRequest, TResponse>(op, (request, _, _) => ValueTask.FromResult(handle(request)));

    /// <summary>Answers an operation with a function; bodies are mapped by reflection, in snake_case.</summary>
    public HomingWorkerBuilder Handle<TRequest, TResponse>(
        string op, Func<TRequest, RequestContext, CancellationToken, ValueTask<TResponse>> handle)
    {
        Add(op, _ => new RequestOperation<TRequest, TResponse>(
            op,
            new DelegateHandler<TRequest, TResponse>(handle),
            (JsonTypeInfo<TRequest>)Reflected.GetTypeInfo(typeof(TRequest)),
            (JsonTypeInfo<TResponse>)Reflected.GetTypeInfo(typeof(TResponse))));
        return this;
    }

    /// <summary>Answers an operation with a handler made by the container; bodies are mapped as given.</summary>
    public HomingWorkerBuilder Handle<TRequest, TResponse, THandler>(
        string op, JsonTypeInfo<TRequest> request, JsonTypeInfo<TResponse> response)
        where THandler : class, IRequestHandler<TRequest, TResponse>
    {
        Add(op, services => new RequestOperation<TRequest, TResponse>(
            op, ActivatorUtilities.GetServiceOrCreateInstance<THandler>(services), request, response));
        return this;
    }

    private void Add(string op, Func<IServiceProvider, RequestOperation> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(op);
        _registration.Add(op, create);
        _services.AddSingleton(new OperationDeclaration(op, _registration.Group));
    }
}
