using System.CommandLine;

namespace Homing.Host;

/// <summary><c>health</c>: asks a server whether it is well. For images that hold no other program to ask with.</summary>
internal static class HealthCommand
{
    private const int Well = 0;
    private const int NotWell = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Makes the command. It ends with 0 where the server says so, else with 1 and a line that says why.</summary>
    public static Command Create()
    {
        var url = new Argument<Uri>("URL")
        {
            Description = "What to ask",
            DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080/healthz/ready"),
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                {
                    result.AddError($"URL is '{text}': it must be an address such as http://127.0.0.1:8080/healthz/ready.");
                }

                return address;
            },
        };
        var health = new Command("health", "Asks a server whether it is well: ends with 0 or 1") { url };
        health.SetAction((parsed, cancellationToken) => AskAsync(parsed.GetValue(url)!, cancellationToken));
        return health;
    }

    private static async Task<int> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        // The server is this machine's: a proxy that the environment names has no part in it.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(url, cancellationToken);
            return answer.IsSuccessStatusCode
                ? Well
                : await Refusal.WriteAsync(NotWell, [$"{url} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}"]);
        }
        catch (HttpRequestException exception)
        {
            return await Refusal.WriteAsync(NotWell, [$"{url} does not answer: {exception.Message}"]);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await Refusal.WriteAsync(NotWell, [$"{url} does not answer within {Patience.TotalSeconds:0} s."]);
        }
    }
}
