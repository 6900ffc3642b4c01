using StackExchange.Redis;

namespace Homing.Leases.Redis.Tests;

/// <summary>
/// Holders on one Redis, taken through a history step by step. Each keeps to what a holder does: it stops 9/10 of its time
/// to live after the last renewal that succeeded. Time is counted in twelfths of that time.
/// </summary>
internal sealed class LeaseWorld(RedisServer server, RedisLeaseStore store, Dictionary<int, long> epochs)
{
    public static readonly TimeSpan TimeToLive = TimeSpan.FromHours(1);
    private const double HoldFor = 0.9 * 12;
    private static readonly TimeSpan Twelfth = TimeToLive / 12;
    private static readonly LeaseHolder Holder = new("http://gateway");
    private readonly List<Member> _members = [];
    private readonly List<Lease> _former = [];
    private HashEntry[]? _snapshot;
    private int _snapshotAt;
    private int _now;

    public int Grants { get; private set; }

    public int Waits { get; private set; }

    public int RenewalsAfterALoss { get; private set; }

    private bool Lossy { get; set; }

    private IEnumerable<Member> Believers => _members.Where(member => _now - member.RenewedAt < HoldFor);

    public async Task DoAsync(LeaseStep step)
    {
        switch (step.Kind)
        {
            case LeaseStepKind.Acquire: await AcquireAsync(); break;
            case LeaseStepKind.Renew when Pick(step) is { } member: await RenewAsync(member); break;
            case LeaseStepKind.RenewSome: await RenewSomeAsync(step.Amount); break;
            case LeaseStepKind.Release when Pick(step) is { } member: await ReleaseAsync(member); break;
            case LeaseStepKind.Crash when Pick(step) is { } member: Leave(member); break;
            case LeaseStepKind.RenewLate when _former.Count > 0: await RenewLateAsync(_former[step.Who % _former.Count]); break;
            case LeaseStepKind.Pass: await PassAsync(1 + (step.Amount % 4)); break;
            case LeaseStepKind.PassLong: await PassAsync(12); break;
            case LeaseStepKind.Flush: await server.ExecuteAsync("FLUSHALL"); Lossy = true; break;
            case LeaseStepKind.Save: _snapshot = await ReadAsync(); _snapshotAt = _now; break;
            case LeaseStepKind.RestartOnSnapshot when _snapshot is not null: await RestoreAsync(); break;
            case LeaseStepKind.Replace: await ReplaceAsync(); break;
        }

        Check();
    }

    private async Task AcquireAsync()
    {
        var believed = Believers.Select(member => member.Lease.Id).ToList();
        var (lease, wait) = await store.TryAcquireAsync(Holder, TimeToLive);
        if (wait > TimeSpan.Zero)
        {
            Assert.True(wait <= TimeToLive, $"told to wait {wait}");
            Waits++;
            return;
        }

        var held = (await store.ListAsync()).Select(status => status.Lease).ToList();
        Assert.Equal(held.Count, held.Select(l => l.Id).Distinct().Count());
        Assert.Contains(lease, held);
        Assert.DoesNotContain(lease.Id, believed);
        Assert.True(lease.Epoch > epochs.GetValueOrDefault(lease.Id), $"{lease} after epoch {epochs.GetValueOrDefault(lease.Id)}");
        Assert.Equal(Enumerable.Range(0, lease.Id), held.Select(l => l.Id).Where(id => id < lease.Id));

        // All that was to be heard was heard before anything was granted.
        Assert.All(Believers, member => Assert.Contains(member.Lease, held));
        epochs[lease.Id] = lease.Epoch;
        _members.Add(new Member(lease) { RenewedAt = _now });
        Grants++;
    }

    private async Task RenewAsync(Member member)
    {
        // One that has stopped sends no more renewals.
        if (!Believers.Contains(member))
        {
            Leave(member);
            return;
        }

        Assert.Equal(LeaseRenewal.Held, await store.RenewAsync(member.Lease, 1, TimeToLive));
        member.RenewedAt = _now;
        RenewalsAfterALoss += Lossy ? 1 : 0;
    }

    private async Task RenewSomeAsync(int which)
    {
        foreach (var member in _members.Where((_, i) => (which >> (i % 6) & 1) == 0).ToList())
        {
            await RenewAsync(member);
        }
    }

    private async Task ReleaseAsync(Member member)
    {
        Leave(member);
        await store.ReleaseAsync(member.Lease);
    }

    /// <summary>Something it sent long ago arrives only now. Whatever it does, it must hurt nobody.</summary>
    private async Task RenewLateAsync(Lease lease) => await store.RenewAsync(lease, 1, TimeToLive);

    private async Task PassAsync(int twelfths)
    {
        _now += twelfths;
        await server.PassAsync(Twelfth * twelfths);
    }

    /// <summary>A server that was started on what the old one had saved some time ago.</summary>
    private async Task RestoreAsync()
    {
        await WriteAsync(_snapshot!);
        await server.PassAsync(Twelfth * (_now - _snapshotAt));
        await server.ExecuteAsync("HSET", "homing:leases", "server", "another");
        Lossy = true;
    }

    /// <summary>A replica that has not heard of some of the leases takes the place of the primary.</summary>
    private async Task ReplaceAsync()
    {
        var all = await ReadAsync();
        await WriteAsync([.. all.Where((_, i) => i % 2 == 0)]);
        await server.ExecuteAsync("HSET", "homing:leases", "server", "another");
        Lossy = true;
    }

    private async Task<HashEntry[]> ReadAsync()
    {
        var flat = (RedisValue[])(await server.ExecuteAsync("HGETALL", "homing:leases"))!;
        return [.. flat.Chunk(2).Select(pair => new HashEntry(pair[0], pair[1]))];
    }

    private async Task WriteAsync(HashEntry[] entries)
    {
        await server.ExecuteAsync("DEL", "homing:leases");
        foreach (var entry in entries)
        {
            await server.ExecuteAsync("HSET", "homing:leases", (string)entry.Name!, (string)entry.Value!);
        }
    }

    private Member? Pick(LeaseStep step) => _members.Count == 0 ? null : _members[step.Who % _members.Count];

    private void Leave(Member member)
    {
        _members.Remove(member);
        _former.Add(member.Lease);
    }

    private void Check()
    {
        var believed = Believers.Select(member => member.Lease.Id).ToList();
        Assert.Equal(believed.Count, believed.Distinct().Count());
    }

    private sealed class Member(Lease lease)
    {
        public Lease Lease { get; } = lease;

        public int RenewedAt { get; set; }
    }
}
