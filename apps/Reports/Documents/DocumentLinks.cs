using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Homing.Reports.Documents;

/// <summary>
/// Makes and checks the tokens of links that open one document for whoever has them, until a time. Sealed by ASP.NET Core
/// Data Protection, so any process that shares the keys can check them and nobody can forge one. Thread-safe.
/// </summary>
internal sealed class DocumentLinks(IDataProtectionProvider keys, TimeProvider time)
{
    private const int GuidLength = 16;
    private const int TicketLength = GuidLength + sizeof(long);

    private readonly IDataProtector _protector = keys.CreateProtector("Homing.ReportDocument.v1");

    /// <summary>A token for a link to the document of a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="until">When the token stops being good.</param>
    public string Issue(Guid report, DateTimeOffset until)
    {
        Span<byte> ticket = stackalloc byte[TicketLength];
        report.TryWriteBytes(ticket);
        BinaryPrimitives.WriteInt64BigEndian(ticket[GuidLength..], until.UtcTicks);
        return WebEncoders.Base64UrlEncode(_protector.Protect(ticket.ToArray()));
    }

    /// <summary>True where the token was made for that report, here or in a process with the same keys, and is not too old.</summary>
    public bool IsGood(string token, Guid report)
    {
        try
        {
            var ticket = _protector.Unprotect(WebEncoders.Base64UrlDecode(token));
            return ticket.Length == TicketLength
                && new Guid(ticket.AsSpan(0, GuidLength)) == report
                && BinaryPrimitives.ReadInt64BigEndian(ticket.AsSpan(GuidLength)) > time.GetUtcNow().UtcTicks;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return false;
        }
    }
}
