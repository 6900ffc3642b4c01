namespace Homing.Host;

/// <summary>What the command line asks for.</summary>
/// <param name="Roles">The roles to run.</param>
/// <param name="Urls">Where to listen; each is a gateway of its own if the role is run.</param>
/// <param name="Defaults">Settings by name, weaker than the environment and appsettings.json.</param>
/// <param name="Overrides">Settings by name, stronger than the environment and appsettings.json.</param>
internal sealed record LaunchSettings(
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Urls,
    IReadOnlyDictionary<string, string?> Defaults,
    IReadOnlyDictionary<string, string?> Overrides);
