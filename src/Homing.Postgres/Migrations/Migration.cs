using System.Security.Cryptography;
using System.Text;

namespace Homing.Postgres.Migrations;

/// <summary>A change of the tables.</summary>
/// <param name="Number">Its place in the order, from 1.</param>
/// <param name="Name">What it does, from the file's name.</param>
/// <param name="Sql">The statements.</param>
public sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>Tells whether the statements are those that were applied; how lines end does not matter.</summary>
    internal string Checksum { get; } = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
}
