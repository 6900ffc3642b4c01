using System.Reflection;

namespace Homing.Host.Doctor;

/// <summary>Every setting that the program knows, whichever role reads it: each property of each class that names its section.</summary>
internal sealed class SettingCatalog
{
    /// <summary>What every setting begins with.</summary>
    public const string Prefix = "Homing:";

    private readonly Dictionary<string, bool> _settings = new(StringComparer.OrdinalIgnoreCase);

    private SettingCatalog(IEnumerable<Type> types)
    {
        foreach (var type in types)
        {
            if (type.GetField("SectionName", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() is string section)
            {
                foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    _settings[$"{section}:{property.Name}"] = IsScalar(property.PropertyType);
                }
            }
        }
    }

    /// <summary>The settings of the executable and of all parts of Homing that it is made of.</summary>
    public static SettingCatalog OfThisProgram() => new(Parts().SelectMany(part => part.GetTypes()));

    /// <summary>Whether there is such a setting, or it belongs to one that holds several.</summary>
    public bool Knows(string key)
    {
        if (_settings.ContainsKey(key))
        {
            return true;
        }

        for (var end = key.LastIndexOf(':'); end > 0; end = key.LastIndexOf(':', end - 1))
        {
            if (_settings.TryGetValue(key[..end], out var isScalar))
            {
                return !isScalar;
            }
        }

        return false;
    }

    /// <summary>The setting that is spelled most like it; null where none is nearly so.</summary>
    public string? Nearest(string key)
    {
        var nearest = _settings.Keys.MinBy(name => EditDistance.Between(name, key))!;
        return EditDistance.Between(nearest, key) <= key.Length / 4 ? nearest : null;
    }

    private static bool IsScalar(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsValueType || type == typeof(string) || type == typeof(Uri);
    }

    private static HashSet<Assembly> Parts()
    {
        var parts = new HashSet<Assembly>();
        var waiting = new Queue<Assembly>([typeof(SettingCatalog).Assembly]);
        while (waiting.TryDequeue(out var part))
        {
            if (parts.Add(part))
            {
                foreach (var name in part.GetReferencedAssemblies())
                {
                    if (name.Name!.StartsWith("Homing.", StringComparison.Ordinal))
                    {
                        waiting.Enqueue(Assembly.Load(name));
                    }
                }
            }
        }

        return parts;
    }
}
