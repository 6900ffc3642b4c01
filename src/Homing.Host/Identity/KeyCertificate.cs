using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Homing.Host.Identity;

/// <summary>Encrypts the keys in the log by a certificate, where the settings name one.</summary>
internal static class KeyCertificate
{
    private const string Setting = "Homing:Keys:Certificate";
    private const string PasswordSetting = "Homing:Keys:CertificatePassword";

    public static void Use(IDataProtectionBuilder keys, IConfiguration configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } path)
        {
            return;
        }

        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, configuration[PasswordSetting]);
            if (certificate.GetRSAPrivateKey() is null)
            {
                throw Wrong(path, "its certificate has no private RSA key");
            }

            keys.ProtectKeysWithCertificate(certificate);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Wrong(path, exception.Message);
        }
    }

    private static OptionsValidationException Wrong(string path, string reason) => new(
        Setting, typeof(KeyCertificate),
        [$"{Setting} is '{path}': it must be a PKCS#12 file with a private RSA key, opened by {PasswordSetting} ({reason.TrimEnd('.')})."]);
}
