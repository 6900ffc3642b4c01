namespace Homing.Reports.Trace.Mail.Smtp;

/// <summary>The mail was certainly not taken.</summary>
/// <param name="message">Why, in words.</param>
/// <param name="isPermanent">True where trying the same again is of no use.</param>
internal sealed class SmtpRefusedException(string message, bool isPermanent) : HomingException(message, !isPermanent)
{
    /// <summary>The server answered something else than was needed to go on.</summary>
    public SmtpRefusedException(string command, SmtpReply reply, bool isPermanent)
        : this($"{command} was answered {reply}", isPermanent)
    {
    }
}
