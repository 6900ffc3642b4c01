namespace Homing.Reports.ProviderApi;

/// <summary>The provider's storage, as far as others may clean it up.</summary>
internal interface IProviderDocuments
{
    /// <summary>Deletes whatever the provider has of a report, its work too. Deleting it twice is fine.</summary>
    Task DeleteAsync(Guid report, CancellationToken cancellationToken);
}
