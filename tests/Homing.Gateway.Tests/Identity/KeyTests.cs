using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Homing.Gateway.Identity;
using Homing.Log;
using Homing.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Gateway.Tests.Identity;

/// <summary>Processes that share nothing but a log share their keys.</summary>
public sealed class KeyTests : IAsyncDisposable
{
    private readonly InMemoryLog _log = new();
    private readonly List<ServiceProvider> _processes = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Processes_that_start_at_once_can_read_what_each_other_sealed()
    {
        var processes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StartAsync())));

        var sealedByAll = await Task.WhenAll(processes.Select(process => Task.Run(() => Seal(process), Token)));

        Assert.All(processes, process => Assert.All(sealedByAll, text => Assert.Equal("secret", Open(process, text))));
    }

    [Fact]
    public async Task After_a_rotation_the_old_stays_readable_and_all_processes_seal_by_the_new_key()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        var before = Seal(one);
        Assert.Equal("secret", Open(other, before));

        var key = Rotate(one);

        foreach (var process in new[] { one, other, await StartAsync() })
        {
            await UntilAsync(() => KeyOf(Seal(process)) == key);
            Assert.Equal(("secret", "secret"), (Open(process, before), Open(process, Seal(one))));
        }
    }

    [Fact]
    public async Task Key_that_one_process_revokes_is_no_good_at_the_others()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        var text = Seal(one);
        Assert.Equal("secret", Open(other, text));

        one.GetRequiredService<IKeyManager>().RevokeAllKeys(TimeProvider.System.GetUtcNow());
        var key = Rotate(one);
        await UntilAsync(() => KeyOf(Seal(other)) == key);

        Assert.Throws<CryptographicException>(() => Open(other, text));
        await UntilAsync(() => KeyOf(Seal(one)) == key);
        Assert.Equal("secret", Open(one, Seal(other)));
    }

    [Fact]
    public async Task Lifetime_is_a_setting()
    {
        var process = await StartAsync(("Homing:Keys:Lifetime", "10.00:00:00"));
        Seal(process);

        var key = Assert.Single(process.GetRequiredService<IKeyManager>().GetAllKeys());

        Assert.InRange(key.ExpirationDate - key.CreationDate, TimeSpan.FromDays(9.9), TimeSpan.FromDays(10.1));
    }

    [Fact]
    public async Task With_a_certificate_the_log_holds_no_key_that_can_be_read()
    {
        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest("cn=keys", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var plain = await StartAsync();
        Seal(plain);
        Assert.Contains("<masterKey", await FirstKeyAsync(), StringComparison.Ordinal);

        await using var log = new InMemoryLog();
        var one = await StartAsync(log, keys => keys.ProtectKeysWithCertificate(certificate));
        var other = await StartAsync(log, keys => keys.ProtectKeysWithCertificate(certificate));
        var text = Seal(one);

        Assert.Equal("secret", Open(other, text));
        Assert.DoesNotContain("<masterKey", await FirstKeyAsync(log), StringComparison.Ordinal);

        // It may make a key of its own, which all can read; but not what was sealed before.
        var stranger = await StartAsync(log, _ => { });
        Assert.ThrowsAny<Exception>(() => Open(stranger, text));
    }

    [Fact]
    public async Task Record_that_is_no_key_is_passed_over()
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = KeysInLog.Topic }, Token);
        await _log.AppendAsync(KeysInLog.Topic, new LogEntry(default, "no xml"u8.ToArray()), Token);
        await _log.AppendAsync(KeysInLog.Topic, new LogEntry("key"u8.ToArray(), null), Token);

        var process = await StartAsync();

        Assert.Equal("secret", Open(process, Seal(process)));
    }

    [Fact]
    public async Task Log_that_cannot_be_read_stops_the_start_with_its_reason()
    {
        await _log.DisposeAsync();

        var exception = await Assert.ThrowsAsync<LogException>(() => StartAsync());

        Assert.Equal(LogError.Closed, exception.Error);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await _log.DisposeAsync();
    }

    private static string Seal(ServiceProvider process) => Protector(process).Protect("secret");

    private static string Open(ServiceProvider process, string text) => Protector(process).Unprotect(text);

    private static IDataProtector Protector(ServiceProvider process) =>
        process.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    // The key's id stands in front: 4 bytes magic, 16 bytes id.
    private static Guid KeyOf(string text) =>
        new(Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(text).AsSpan(4, 16));

    // A key made early is active only once all others must have seen it; here it is active now.
    private static Guid Rotate(ServiceProvider process)
    {
        var now = TimeProvider.System.GetUtcNow();
        return process.GetRequiredService<IKeyManager>().CreateNewKey(now, now.AddDays(90)).KeyId;
    }

    // Data Protection goes on with the ring that it has while it reads the new one.
    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    private async Task<string> FirstKeyAsync(InMemoryLog? log = null)
    {
        await using var reader = (log ?? _log).OpenReader(KeysInLog.Topic, StartAt.Beginning);
        return Encoding.UTF8.GetString((await reader.ReadAsync(Token)).Records.Span[0].Value!.Value.Span);
    }

    private Task<ServiceProvider> StartAsync(params (string Name, string Value)[] settings) =>
        StartAsync(_log, _ => { }, settings);

    private async Task<ServiceProvider> StartAsync(
        InMemoryLog log, Action<IDataProtectionBuilder> configure, params (string Name, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<ILog>(log);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build());
        configure(services.AddHomingKeys());
        var process = services.BuildServiceProvider();
        lock (_processes)
        {
            _processes.Add(process);
        }

        foreach (var service in process.GetServices<IHostedService>())
        {
            await service.StartAsync(Token);
        }

        return process;
    }
}
