using System.Net.Mail;

namespace Homing.Reports.Trace.Mail;

/// <summary>A mail that is ready to be handed over.</summary>
/// <param name="MessageId">Names it, without angle brackets; the same whenever it is made for the same report.</param>
/// <param name="From">Who sends it.</param>
/// <param name="To">Who gets it.</param>
/// <param name="Length">Bytes of its content, about, and not less.</param>
/// <param name="WriteAsync">Writes its content, as RFC 5322 shapes it: lines of ASCII that end with CR LF.</param>
internal sealed record Mail(
    string MessageId, MailAddress From, MailAddress To, long Length, Func<Stream, CancellationToken, Task> WriteAsync);
