using Homing.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Reports.ProviderApi;

/// <summary>Whether the provider answers, and knows us. One in this process is not asked: it does not run.</summary>
internal sealed class ProviderCheck(ProviderClient client, IOptions<ProviderClientOptions> options) : IDoctorCheck
{
    public string Name => "provider";

    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Url is not { } url)
        {
            return [];
        }

        var section = ProviderClientOptions.SectionName;
        if (options.Value.ApiKey.Length == 0)
        {
            return
            [
                DoctorFinding.Warn(
                    Name,
                    $"{url} was not asked: {section}:{nameof(ProviderClientOptions.ApiKey)} is not set",
                    "Set it to a key that the provider knows; without one, that of the demo is shown."),
            ];
        }

        try
        {
            // An order that nobody has: only who is let in is told so.
            await client.FindAsync(Guid.NewGuid(), "", cancellationToken);
            return [DoctorFinding.Ok(Name, $"{url} answers and lets us in")];
        }
        catch (HomingException exception)
        {
            return
            [
                DoctorFinding.Fail(
                    Name,
                    $"{url}: {exception.Message}",
                    exception is ProviderException { Error: ProviderError.Refused }
                        ? $"Set {section}:{nameof(ProviderClientOptions.ApiKey)} to a key that the provider knows, and "
                            + $"{section}:{nameof(ProviderClientOptions.AllowedHosts)} to its hosts."
                        : $"Set {section}:{nameof(ProviderClientOptions.Url)} to where the provider's API is, and let this machine reach it."),
            ];
        }
    }
}
