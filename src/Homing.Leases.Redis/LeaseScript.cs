using System.Reflection;

namespace Homing.Leases.Redis;

/// <summary>A script that Redis runs as one: nothing comes in between.</summary>
/// <param name="Name">What it does, for messages and metrics.</param>
/// <param name="Text">What Redis is given.</param>
internal sealed record LeaseScript(string Name, string Text)
{
    public static LeaseScript Acquire { get; } = Load("acquire");

    public static LeaseScript Renew { get; } = Load("renew");

    public static LeaseScript Release { get; } = Load("release");

    public static LeaseScript List { get; } = Load("list");

    private static LeaseScript Load(string name) => new(name, Read("memory") + Read(name));

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name + ".lua")
            ?? throw new InvalidOperationException($"The script {name}.lua is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
