using System.Globalization;

namespace Homing.Reports.Trace.Mail.Smtp;

/// <summary>What a server says that it can, in its answer to EHLO.</summary>
internal sealed class SmtpExtensions(SmtpReply greeting)
{
    private readonly string[][] _extensions =
        [.. greeting.Lines.Skip(1).Select(line => line.ToUpperInvariant().Split([' ', '='], StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>The longest mail it takes, in bytes; null where it does not say.</summary>
    public long? MaxLength =>
        Find("SIZE") is [_, var text, ..] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length > 0
            ? length : null;

    /// <summary>True where it has the extension.</summary>
    public bool Has(string extension) => Find(extension) is not null;

    /// <summary>True where one can sign in that way.</summary>
    public bool HasAuth(string mechanism) => _extensions.Any(words => words is ["AUTH", ..] && words.Contains(mechanism));

    private string[]? Find(string extension) => Array.Find(_extensions, words => words.Length > 0 && words[0] == extension);
}
