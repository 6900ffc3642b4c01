using System.Globalization;
using System.Reflection;

namespace Homing.Postgres.Migrations;

/// <summary>The changes that make the tables of one schema what they should be, in their order.</summary>
public sealed class MigrationSet
{
    /// <summary>Holds the changes.</summary>
    /// <param name="schema">The schema they are about, and where it is written down which were applied.</param>
    /// <param name="migrations">The changes, numbered from 1 without a gap.</param>
    public MigrationSet(string schema, IEnumerable<Migration> migrations)
    {
        Schema = schema;
        Migrations = [.. migrations.OrderBy(migration => migration.Number)];
        if (!Migrations.Select(migration => migration.Number).SequenceEqual(Enumerable.Range(1, Migrations.Count)))
        {
            throw new ArgumentException($"The migrations of {schema} are not numbered from 1 without a gap.", nameof(migrations));
        }
    }

    /// <summary>The schema.</summary>
    public string Schema { get; }

    /// <summary>The changes, the first one first.</summary>
    public IReadOnlyList<Migration> Migrations { get; }

    /// <summary>Reads the files <c>schema/NNNN-name.sql</c> that are embedded in an assembly.</summary>
    public static MigrationSet Embedded(string schema, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return new MigrationSet(schema, assembly.GetManifestResourceNames()
            .Where(name => name.Replace('\\', '/').StartsWith(schema + "/", StringComparison.Ordinal))
            .Select(name => Read(assembly, name)));
    }

    private static Migration Read(Assembly assembly, string resource)
    {
        using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var name = Path.GetFileNameWithoutExtension(resource.Replace('\\', '/'));
        return new Migration(int.Parse(name[..4], CultureInfo.InvariantCulture), name[5..], text.ReadToEnd());
    }
}
