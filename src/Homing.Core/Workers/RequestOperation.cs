using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Homing.Workers;

/// <summary>One operation of a group: from a body in UTF-8 to an answer in UTF-8.</summary>
internal abstract class RequestOperation(string op)
{
    public string Op { get; } = op;

    /// <summary>Reads the body before it returns; the answer is written only after the handler has succeeded.</summary>
    public abstract ValueTask<IAnswer> HandleAsync(
        ReadOnlyMemory<byte> body, RequestContext context, CancellationToken cancellationToken);

    /// <summary>An answer that can be written.</summary>
    public interface IAnswer
    {
        void WriteTo(IBufferWriter<byte> output);
    }
}

/// <inheritdoc />
internal sealed class RequestOperation<TRequest, TResponse>(
    string op,
    IRequestHandler<TRequest, TResponse> handler,
    JsonTypeInfo<TRequest> requestType,
    JsonTypeInfo<TResponse> responseType) : RequestOperation(op)
{
    // An answer is never put into a page's markup, so letters need no escaping: shorter, and readable in the log.
    private static readonly JsonWriterOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override async ValueTask<IAnswer> HandleAsync(
        ReadOnlyMemory<byte> body, RequestContext context, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize(body.Span, requestType)
            ?? throw new ProblemException(Problem.InvalidRequest("body is null"));
        return new Answer(await handler.HandleAsync(request, context, cancellationToken), responseType);
    }

    private sealed class Answer(TResponse response, JsonTypeInfo<TResponse> type) : IAnswer
    {
        public void WriteTo(IBufferWriter<byte> output)
        {
            using var writer = new Utf8JsonWriter(output, AsItIs);
            JsonSerializer.Serialize(writer, response, type);
        }
    }
}
