using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Mail;

namespace Homing.Reports.Trace.Mail;

/// <summary>Addresses as mail servers know them.</summary>
internal static class MailAddresses
{
    private static readonly IdnMapping Idn = new();

    /// <summary>
    /// Reads an address. Its domain may be in any script; what stands before the <c>@</c> is ASCII, because few servers take
    /// anything else.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out MailAddress? address) =>
        MailAddress.TryCreate(text, out address) && address.User.All(c => c is > ' ' and < '\x7f' and not ('<' or '>'))
        && IsDomain(address.Host);

    /// <summary>The address in ASCII.</summary>
    public static string OnTheWire(MailAddress address) => $"{address.User}@{DomainOnTheWire(address)}";

    /// <summary>Its domain in ASCII.</summary>
    public static string DomainOnTheWire(MailAddress address) => Idn.GetAscii(address.Host);

    private static bool IsDomain(string host)
    {
        try
        {
            return Idn.GetAscii(host).All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
