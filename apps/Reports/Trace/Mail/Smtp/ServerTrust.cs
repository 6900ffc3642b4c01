using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Trace.Mail.Smtp;

/// <summary>Which certificates of a mail server are believed: those that the system believes, or only those of a file.</summary>
internal sealed class ServerTrust(IOptions<MailOptions> options)
{
    private readonly X509ChainPolicy? _policy = options.Value.Certificates is { Length: > 0 } path ? PolicyOf(path) : null;

    /// <summary>What TLS to that host needs.</summary>
    public SslClientAuthenticationOptions OptionsFor(string host) => new()
    {
        TargetHost = host,
        CertificateChainPolicy = _policy?.Clone(),
    };

    private static X509ChainPolicy PolicyOf(string path)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(ShippedFiles.Locate(path));
        return policy;
    }
}
