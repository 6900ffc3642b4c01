using System.Reflection;

namespace Homing.Host;

/// <summary>Which version of Homing this is.</summary>
internal static class HomingVersion
{
    /// <summary>Such as <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(HomingVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
