using Microsoft.AspNetCore.Http;

namespace Homing.Http;

/// <summary>Bodies of requests that are taken whole, up to a size.</summary>
public static class BoundedBody
{
    private const int LeastRead = 4096;

    /// <summary>Reads a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The most that it may have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProblemException">It has more (413).</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        using var buffer = new PooledBuffer(LeastRead);
        while (await request.Body.ReadAsync(buffer.GetMemory(LeastRead), cancellationToken) is var read and > 0)
        {
            buffer.Advance(read);
            if (buffer.Length > maxBytes)
            {
                throw TooLarge(maxBytes);
            }
        }

        return buffer.WrittenMemory.ToArray();
    }

    private static ProblemException TooLarge(int maxBytes) => new(Problem.TooLarge($"body: more than {maxBytes} bytes"));
}
