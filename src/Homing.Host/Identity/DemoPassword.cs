using System.Security.Cryptography;
using System.Text.Json;
using Homing.Log;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Homing.Host.Identity;

/// <summary>
/// The password of the demo users: the setting's, else one that is made at the first start of the system. Its hash stands
/// in the log then, where the first writer wins, so all processes and all later starts have the same.
/// </summary>
internal sealed class DemoPassword(
    ILog log, IOptions<DemoOptions> options, IPasswordHasher<DemoUsers> hasher, TextWriter output) : IHostedService
{
    /// <summary>Its first record counts; it is kept for ever.</summary>
    public const string Topic = "homing.users";

    // Nothing that looks like something else; 20 of 32 are 100 bits.
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int Groups = 4;
    private const int GroupLength = 5;

    private static readonly byte[] Key = "demo"u8.ToArray();

    private string? _hash;

    /// <summary>Salted. Known once the service has started.</summary>
    public string Hash => _hash ?? throw new InvalidOperationException("The demo users are not known before the start.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Password is { } given)
        {
            _hash = HashOf(given);
            return;
        }

        await log.EnsureTopicAsync(new TopicOptions { Name = Topic }, cancellationToken);
        _hash = await ReadAsync(cancellationToken) ?? await MakeAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<string> MakeAsync(CancellationToken cancellationToken)
    {
        var password = string.Join('-', Enumerable.Range(0, Groups)
            .Select(_ => RandomNumberGenerator.GetString(Letters, GroupLength)));
        var made = HashOf(password);
        var value = JsonSerializer.SerializeToUtf8Bytes(
            new DemoPasswordRecord(made), DemoPasswordJson.Default.DemoPasswordRecord);
        await log.AppendAsync(Topic, new LogEntry(Key, value), cancellationToken);
        var first = await ReadAsync(cancellationToken)
            ?? throw new LogException(LogError.Storage, $"Topic {Topic} has no record right after one was appended.");
        if (first == made)
        {
            // This once: only the hash is kept.
            await output.WriteLineAsync(
                $"Sign in as {string.Join(", ", DemoUsers.Names)}. The password of all is {password} and is not shown again.");
        }

        return first;
    }

    private async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var range = (await log.DescribeTopicAsync(Topic, cancellationToken))?.Partitions[0];
        if (range is not { } kept || kept.Start == kept.End)
        {
            return null;
        }

        await using var reader = log.OpenReader(Topic, StartAt.Beginning);
        var batch = await reader.ReadAsync(cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(
                (batch.Records.Span[0].Value ?? default).Span, DemoPasswordJson.Default.DemoPasswordRecord)!.PasswordHash;
        }
        catch (JsonException exception)
        {
            throw new LogException(
                LogError.Storage,
                $"The first record of {Topic} is not the demo users' password. Set Homing:Demo:Password, which goes before it.",
                exception);
        }
    }

    private string HashOf(string password) => hasher.HashPassword(null!, password);
}
