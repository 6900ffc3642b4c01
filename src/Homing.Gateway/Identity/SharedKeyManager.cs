using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Homing.Gateway.Identity;

/// <summary>
/// Data Protection's own key manager, but that the ring is read again as soon as another process has made or revoked a
/// key, and not only once a day.
/// </summary>
internal sealed class SharedKeyManager(XmlKeyManager manager, KeysInLog keys) : IKeyManager
{
    public IKey CreateNewKey(DateTimeOffset activationDate, DateTimeOffset expirationDate) =>
        manager.CreateNewKey(activationDate, expirationDate);

    public IReadOnlyCollection<IKey> GetAllKeys() => manager.GetAllKeys();

    // Our own changes come by the log too.
    public CancellationToken GetCacheExpirationToken() => keys.Changed;

    public void RevokeAllKeys(DateTimeOffset revocationDate, string? reason = null) =>
        manager.RevokeAllKeys(revocationDate, reason);

    public void RevokeKey(Guid keyId, string? reason = null) => manager.RevokeKey(keyId, reason);
}
