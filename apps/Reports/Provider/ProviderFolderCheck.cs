using Homing.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider;

/// <summary>The disk of the provider.</summary>
internal sealed class ProviderFolderCheck(IOptions<ProviderOptions> options, TimeProvider time) : IDoctorCheck
{
    public string Name => "provider folder";

    public Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken) => Task.Run(
        () => FolderProbe.Look(
            Name, options.Value.Directory, $"{ProviderOptions.SectionName}:{nameof(ProviderOptions.Directory)}", time),
        cancellationToken);
}
