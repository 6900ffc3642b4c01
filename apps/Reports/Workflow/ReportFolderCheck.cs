using Homing.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Workflow;

/// <summary>The disk of our own storage.</summary>
internal sealed class ReportFolderCheck(IOptions<ReportOptions> options, TimeProvider time) : IDoctorCheck
{
    public string Name => "report folder";

    public Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken) => Task.Run(
        () => FolderProbe.Look(
            Name, options.Value.Directory, $"{ReportOptions.SectionName}:{nameof(ReportOptions.Directory)}", time),
        cancellationToken);
}
