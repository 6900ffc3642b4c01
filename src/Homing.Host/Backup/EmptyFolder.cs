namespace Homing.Host.Backup;

/// <summary>Folders that nothing may be in yet.</summary>
internal static class EmptyFolder
{
    /// <summary>Makes it where it is not there, for its owner alone: what goes in are keys and people's data.</summary>
    /// <exception cref="HomingException">Something is in it, or it cannot be made.</exception>
    public static void Make(string folder)
    {
        Require(folder);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HomingException($"{folder} cannot be made: {exception.Message}", inner: exception);
        }
    }

    /// <summary>Refuses a folder in which something is.</summary>
    /// <exception cref="HomingException">Something is in it.</exception>
    public static void Require(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new HomingException($"{folder} is not empty: name a folder that is not there yet.");
        }
    }
}
