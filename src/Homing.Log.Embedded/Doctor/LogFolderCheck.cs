using Homing.Doctor;
using Homing.Log.Embedded.Storage;
using Microsoft.Extensions.Options;

namespace Homing.Log.Embedded.Doctor;

/// <summary>The folder of the log: its format, who holds it, and the disk that it is on.</summary>
internal sealed class LogFolderCheck(IOptions<EmbeddedLogOptions> options, TimeProvider time) : IDoctorCheck
{
    private const string Setting = $"{EmbeddedLogOptions.SectionName}:{nameof(EmbeddedLogOptions.Directory)}";

    public string Name => "log folder";

    public Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken) => Task.Run(Look, cancellationToken);

    private IReadOnlyList<DoctorFinding> Look()
    {
        var folder = Path.GetFullPath(options.Value.Directory);
        return [State(folder), .. FolderProbe.Look(Name, folder, Setting, time)];
    }

    private DoctorFinding State(string folder)
    {
        try
        {
            if (DataFolder.CheckFormat(folder) is not { } format)
            {
                return DoctorFinding.Ok(Name, $"{folder} holds no log yet; the first start makes one");
            }

            var damaged = Directory.EnumerateDirectories(Path.Combine(folder, "topics")).Where(topic => !Topic.IsReadable(topic));
            return damaged.FirstOrDefault() is { } topic
                ? DoctorFinding.Fail(Name, $"{topic}/topic.json cannot be read", "Restore the folder from a back-up.")
                : DoctorFinding.Ok(
                    Name,
                    $"{folder}: format {format}, "
                    + (DataFolder.FindHolder(folder) is { } holder ? $"in use by process {holder}" : "in use by nobody"));
        }
        catch (LogException exception)
        {
            return DoctorFinding.Fail(
                Name, exception.Message, $"Run the version of Homing that wrote it, or point {Setting} to another folder.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return DoctorFinding.Fail(
                Name,
                $"{folder} cannot be read: {exception.Message}",
                $"Let user {Environment.UserName} read and write there, or point {Setting} elsewhere.");
        }
    }
}
