namespace Homing.Roles;

/// <summary>Files that settings name.</summary>
public static class ShippedFiles
{
    /// <summary>The whole path of a file: in the working directory, or else where the program lies.</summary>
    public static string Locate(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.IsPathRooted(path) || File.Exists(path)
            ? Path.GetFullPath(path)
            : Path.Combine(AppContext.BaseDirectory, path);
    }
}
