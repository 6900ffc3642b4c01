namespace Homing.Postgres.Tests.Server;

[CollectionDefinition(nameof(PostgresCollection))]
#pragma warning disable CA1711 // It is what the framework calls a collection.
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>;
#pragma warning restore CA1711
