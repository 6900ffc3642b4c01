namespace Homing.Reports.Contracts;

/// <summary>What a document is, so that whoever has it can tell that it has all of it.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Its SHA-256, lower-case hexadecimal.</param>
public sealed record DocumentDescription(long Length, string Sha256);
