namespace Homing.Reports.ProviderApi;

/// <summary>What is kept of our reports at the provider.</summary>
public interface IProviderDocuments
{
    /// <summary>Completes when nothing of the report is at the provider any more. Deleting twice is fine.</summary>
    /// <exception cref="HomingException">The provider could not be reached or did not do it (transient).</exception>
    Task DeleteAsync(Guid report, CancellationToken cancellationToken);
}
