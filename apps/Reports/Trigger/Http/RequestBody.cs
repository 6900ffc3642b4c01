using System.Text.Json;
using Homing.Http;
using Homing.Reports.Trigger.Orders;
using Microsoft.AspNetCore.Http;

namespace Homing.Reports.Trigger.Http;

/// <summary>Reads a body that is one JSON object.</summary>
internal static class RequestBody
{
    private const int MaxBytes = 16 * 1024;

    /// <exception cref="ProblemException">It is too large (413), or no JSON object (400).</exception>
    public static async Task<JsonElement> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.ReadAsync(request, MaxBytes, cancellationToken);
        try
        {
            JsonTexts.Check(body);
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw JsonFields.Refuse("body: not a JSON object");
        }
        catch (JsonException exception)
        {
            throw JsonFields.Refuse(
                $"body: not JSON, at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");
        }
    }
}
