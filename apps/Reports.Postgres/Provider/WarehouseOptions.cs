using Homing.Postgres;

namespace Homing.Reports.Postgres.Provider;

/// <summary>The database of the provider's games. It is the provider's, and nothing of ours is in it.</summary>
public sealed class WarehouseOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "Homing:Provider:Warehouse";

    /// <summary>Where it is, and how to get in: the connection string of Npgsql.</summary>
    /// <value>No default.</value>
    public string ConnectionString { get; set; } = "";

    /// <summary>Whether the provider makes its tables, and fills them once from the file. Where it may not, somebody who may has to.</summary>
    /// <value>Default true.</value>
    public bool Migrate { get; set; } = true;

    internal PostgresDatabase Open() => new(ConnectionString, $"{SectionName}:{nameof(ConnectionString)}");
}
