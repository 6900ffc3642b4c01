using Homing.Postgres.Migrations;

namespace Homing.Postgres.Doctor;

/// <summary>Tables that a part of the system needs, for whoever looks whether they are as they have to be.</summary>
/// <param name="Migrations">What makes them.</param>
/// <param name="Rights">What the user has to be allowed with each, such as <c>select, insert</c>.</param>
/// <param name="NeedsPostgis">Whether they have columns of PostGIS.</param>
public sealed record ExpectedTables(MigrationSet Migrations, IReadOnlyDictionary<string, string> Rights, bool NeedsPostgis = false);
