namespace Homing.Reports.Provider.File;

/// <summary>A document in the storage.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Sha256">Its SHA-256, lower-case hexadecimal.</param>
internal sealed record StoredDocument(string Path, string Sha256);
