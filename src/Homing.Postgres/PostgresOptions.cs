namespace Homing.Postgres;

/// <summary>How the database of ours is reached.</summary>
public sealed class PostgresOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "Homing:Postgres";

    /// <summary>Where it is, and how to get in: the connection string of Npgsql.</summary>
    /// <value>For example <c>Host=db;Database=homing;Username=homing;Password=secret;SSL Mode=VerifyFull</c>. No default.</value>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Whether a process brings the tables up to date, and fills new ones, before it uses them. Where it may not, somebody who may has to start a
    /// process that does; the others wait until the tables are there.
    /// </summary>
    /// <value>Default true.</value>
    public bool Migrate { get; set; } = true;

    /// <summary>How often a table is read again though nobody said that it changed, in case a word was lost.</summary>
    /// <value>1 second to 1 day. Default 1 minute.</value>
    public TimeSpan ReadAgainAfter { get; set; } = TimeSpan.FromMinutes(1);
}
