using System.Net;
using System.Text.Json;

namespace Homing.Reports.ProviderApi;

/// <summary>Reads what the provider answered.</summary>
internal static class ProviderAnswer
{
    private const int MaxProblemBytes = 16 * 1024;
    private const int MaxReasonLength = 300;

    private static readonly string[] ReasonFields = ["detail", "title"];
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    /// <summary>Returns where the answer says that it is done.</summary>
    /// <exception cref="ProviderException">It says something else.</exception>
    public static async ValueTask ThrowUnlessDoneAsync(
        HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        if (status is >= 300 and < 400)
        {
            throw new ProviderException(
                ProviderError.Unusable, $"The provider answered {status}: redirections are not followed.");
        }

        if (status >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425)
        {
            throw new ProviderException(
                ProviderError.Unavailable, $"The provider answered {status}.", RetryAfter(response, time));
        }

        var reason = await ReasonAsync(response, cancellationToken);
        throw new ProviderException(ProviderError.Refused, $"The provider refused: {reason ?? $"{status}"}");
    }

    /// <summary>Reads a body.</summary>
    /// <exception cref="ProviderException">It is larger than that, or ends too early.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var bytes = new byte[maxBytes + 1];
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return length <= maxBytes ? bytes.AsMemory(0, length) : throw new ProviderException(
                ProviderError.Unusable, $"The provider's answer has more than {maxBytes} bytes.");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new ProviderException(
                ProviderError.Unavailable, $"The provider's answer was cut short: {exception.Message}", null, exception);
        }
    }

    /// <summary>Words of somebody else, fit for ours.</summary>
    public static string Shorten(string text)
    {
        var clean = string.Concat(text.Where(c => !char.IsControl(c))).Trim();
        return clean.Length <= MaxReasonLength ? clean : string.Concat(clean.AsSpan(0, MaxReasonLength - 1), "…");
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var told = response.Headers.RetryAfter;
        var pause = told?.Delta ?? (told?.Date is { } date ? date - time.GetUtcNow() : null);
        return pause is not { } known ? null
            : known < TimeSpan.Zero ? TimeSpan.Zero
            : known > LongestRetryAfter ? LongestRetryAfter
            : known;
    }

    // RFC 9457, where the provider speaks it.
    private static async ValueTask<string?> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var problem = JsonDocument.Parse(await ReadAsync(response, MaxProblemBytes, cancellationToken));
            return ReasonFields
                .Select(name => problem.RootElement.ValueKind == JsonValueKind.Object
                    && problem.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                        ? Shorten(value.GetString()!)
                        : null)
                .FirstOrDefault(text => !string.IsNullOrEmpty(text));
        }
        catch (Exception exception) when (exception is JsonException or ProviderException)
        {
            return null;
        }
    }
}
