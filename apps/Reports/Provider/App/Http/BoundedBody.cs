using Microsoft.AspNetCore.Http;

namespace Homing.Reports.Provider.App.Http;

/// <summary>Reads the body of a request, and no more than is allowed.</summary>
internal static class BoundedBody
{
    /// <exception cref="ProblemException">It is larger.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        using var buffer = new PooledBuffer();
        while (await request.Body.ReadAsync(buffer.GetMemory(4096), cancellationToken) is var read and > 0)
        {
            buffer.Advance(read);
            if (buffer.Length > maxBytes)
            {
                throw new ProblemException(Problem.TooLarge($"body: more than {maxBytes} bytes"));
            }
        }

        return buffer.WrittenMemory.ToArray();
    }
}
