using System.Text.Json;
using System.Text.Json.Serialization;

namespace Homing.Reports.Tests.Trace.Mail;

/// <summary>A mail as the server of the tests took it and its own parser reads it.</summary>
internal sealed record TakenMail(
    string From,
    string[] To,
    bool Secure,
    string User,
    string MessageId,
    string Date,
    string HeaderFrom,
    string HeaderTo,
    string Subject,
    string Text,
    string Html,
    TakenFile[] Attachments,
    int LongestLine,
    bool IsAscii,
    bool HasBareLineEnds);

/// <summary>A file that came with it.</summary>
internal sealed record TakenFile(string Filename, string ContentType, string Disposition, long Size, byte[] Content);

/// <summary>The first line of the server.</summary>
internal sealed record MailServerStarted(int Port);

[JsonSourceGenerationOptions(JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TakenMail))]
[JsonSerializable(typeof(MailServerStarted))]
internal sealed partial class MailServerJson : JsonSerializerContext;
