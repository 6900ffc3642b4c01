using Homing.Leases;

namespace Homing.Gateway.Identity;

/// <summary>What a session says of its client, sealed: who it is, and where it was connected when it was issued.</summary>
/// <param name="Client">Who it is.</param>
/// <param name="Gateway">The id and epoch that the client was welcomed under.</param>
/// <param name="Connection">That gateway's number of the connection.</param>
public sealed record ClientSession(ClientIdentity Client, Lease Gateway, long Connection)
{
    internal static ClientSession ReadFrom(ClientIdentity client, BinaryReader reader) =>
        new(client, new Lease(reader.ReadInt32(), reader.ReadInt64()), reader.ReadInt64());

    internal void WriteTo(BinaryWriter writer)
    {
        writer.Write(Gateway.Id);
        writer.Write(Gateway.Epoch);
        writer.Write(Connection);
    }
}
