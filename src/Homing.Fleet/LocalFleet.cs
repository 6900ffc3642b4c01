using System.Globalization;
using System.Security.Cryptography;

namespace Homing.Fleet;

/// <summary>
/// A whole system on this machine: gateways, workers, a feed and Redis, each in a process of its own, and Kafka brokers in
/// this one. Nothing of it outlives this process. One caller at a time.
/// </summary>
public sealed class LocalFleet : IAsyncDisposable
{
    private const string PasswordSetting = "Homing:Demo:Password";
    private const string Gateway = "gateway";
    private const string Worker = "worker";

    // An id may be taken by one that was killed while another already has the next.
    private const int IdsPerGateway = 2;

    // Of gateways that somebody starts beside it.
    private const int FewestIds = 8;
    private const int RequestPartitions = 4;
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(3);

    // A real broker takes nothing below 6 s unless told so. Until a dead worker is missed its partitions stand still, and each
    // member that comes or goes meanwhile begins the wait anew.
    private static readonly TimeSpan SessionTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private readonly FleetOptions _options;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly Dictionary<string, string> _environment;
    private readonly List<Member> _members = [];

    private LocalFleet(FleetOptions options)
    {
        _options = options;
        var redis = PortBlock.Free();
        Redis = new Member(RedisServer.Plan(redis, options.DataDirectory), _http, options.Said);
        Brokers = new Brokers(options.Brokers, RequestPartitions, Math.Max(options.Gateways * IdsPerGateway, FewestIds));
        _environment = EnvironmentOf(options, redis, Brokers);
    }

    /// <summary>The password of the demo users.</summary>
    public string DemoPassword => _environment[Variable(PasswordSetting)];

    /// <summary>The brokers.</summary>
    public Brokers Brokers { get; }

    /// <summary>Redis.</summary>
    public Member Redis { get; }

    /// <summary>The gateways that there are, running or not.</summary>
    public IReadOnlyList<Member> Gateways => [.. _members.Where(member => member.Role == Gateway)];

    /// <summary>The processes of workers that there are, running or not.</summary>
    public IReadOnlyList<Member> Workers => [.. _members.Where(member => member.Role == _options.WorkerRole)];

    /// <summary>Every process, Redis first.</summary>
    public IReadOnlyList<Member> Members => [Redis, .. _members];

    /// <summary>Starts everything and waits until it is ready.</summary>
    /// <exception cref="FleetException">A part cannot be started.</exception>
    public static async Task<LocalFleet> StartAsync(FleetOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!File.Exists(options.Program))
        {
            throw new FleetException($"{options.Program} is not there: build it first.");
        }

        Directory.CreateDirectory(options.DataDirectory);
        var fleet = new LocalFleet(options);
        try
        {
            await fleet.Redis.StartAsync(cancellationToken);

            // The first alone, so that it gets the smallest id and makes what all of them share.
            await fleet.ScaleAsync(Gateway, Math.Min(options.Gateways, 1), cancellationToken);
            await fleet.ScaleAsync(Gateway, options.Gateways, cancellationToken);
            await fleet.ScaleAsync(Worker, options.Workers, cancellationToken);

            // Without a worker nobody reads what it says.
            if (options is { FeedRole: { } feed, Workers: > 0 })
            {
                await fleet.Add("feed", feed, 0).StartAsync(cancellationToken);
            }

            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>The process of that name; null where there is none.</summary>
    public Member? Find(string name) => Members.FirstOrDefault(member => member.Name == name);

    /// <summary>Brings the number of gateways or workers to <paramref name="count"/>: the last are stopped, or new ones start.</summary>
    /// <param name="kind"><c>gateway</c> or <c>worker</c>.</param>
    /// <param name="count">How many there are to be.</param>
    /// <param name="cancellationToken">Gives up waiting for new ones.</param>
    public async Task ScaleAsync(string kind, int count, CancellationToken cancellationToken = default)
    {
        var role = kind == Gateway ? Gateway : _options.WorkerRole;
        var present = _members.Where(member => member.Role == role).ToArray();
        if (kind == Gateway)
        {
            Brokers.MakeRoomFor(count * IdsPerGateway);
        }

        var leaving = present.Skip(count).ToArray();
        await Task.WhenAll(leaving.Select(member => StopAsync(member)));
        foreach (var member in leaving)
        {
            _members.Remove(member);
            await member.DisposeAsync();
        }

        var coming = Enumerable.Range(present.Length + 1, Math.Max(0, count - present.Length)).Select(number => Add(
            string.Create(CultureInfo.InvariantCulture, $"{kind}-{number}"),
            role,
            kind == Gateway && _options.Port > 0 ? _options.Port + number - 1 : 0)).ToArray();
        await Task.WhenAll(coming.Select(member => member.StartAsync(cancellationToken)));
    }

    /// <summary>Stops and starts every gateway, worker and feed, one after the other.</summary>
    /// <param name="restarted">Told each, with how long its stop took; null where it had to be killed.</param>
    /// <param name="cancellationToken">Stops between two.</param>
    public async Task RollingRestartAsync(Action<Member, TimeSpan?> restarted, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(restarted);
        foreach (var member in _members)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var took = await StopAsync(member);
            await member.StartAsync(cancellationToken);
            restarted(member, took);
        }
    }

    /// <summary>Stops a process as an orchestrator does.</summary>
    /// <returns>How long that took; null where it had to be killed after 30 s.</returns>
    public static Task<TimeSpan?> StopAsync(Member member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return member.StopAsync(StopPatience);
    }

    /// <summary>Stops everything in order: gateways while there are still workers, and what they stand on last.</summary>
    public async Task StopAsync()
    {
        await Task.WhenAll(Gateways.Select(StopAsync));
        await Task.WhenAll(_members.Select(StopAsync));
        await StopAsync(Redis);
    }

    /// <summary>Kills what still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var member in Members)
        {
            await member.DisposeAsync();
        }

        Brokers.Dispose();
        _http.Dispose();
    }

    private static Dictionary<string, string> EnvironmentOf(FleetOptions options, int redis, Brokers brokers)
    {
        var settings = new Dictionary<string, string>
        {
            ["Homing:Kafka:BootstrapServers"] = brokers.Cluster.BootstrapServers,
            ["Homing:Redis:Configuration"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{redis}"),
            // These brokers answer a fetch that finds nothing when its time is over, whatever was appended meanwhile; a real
            // one answers at once. So this is what a hop waits for at most.
            ["Homing:Kafka:Client:fetch_wait_max_ms"] = "20",
            ["Homing:Messaging:RequestPartitions"] = RequestPartitions.ToString(CultureInfo.InvariantCulture),
            ["Homing:Leases:TimeToLive"] = LeaseTime.ToString(),
            ["Homing:Kafka:SessionTimeout"] = SessionTime.ToString(),
            ["Homing:Gateway:AllowDrills"] = "true",
            ["Homing:Operations:Access"] = "everyone",
            [PasswordSetting] = Environment.GetEnvironmentVariable(Variable(PasswordSetting))
                ?? RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 16),
        };

        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        return settings.ToDictionary(setting => Variable(setting.Key), setting => setting.Value);
    }

    private static string Variable(string setting) => setting.Replace(":", "__", StringComparison.Ordinal);

    private Member Add(string name, string role, int port)
    {
        var address = new Uri(string.Create(
            CultureInfo.InvariantCulture, $"http://127.0.0.1:{(port > 0 ? port : PortBlock.Free())}"));
        var member = new Member(
            new MemberPlan(
                name,
                role,
                address,
                _options.Program,
                ["run", "--roles", role, "--urls", address.GetLeftPart(UriPartial.Authority), "--data", _options.DataDirectory],
                _environment),
            _http,
            _options.Said);
        _members.Add(member);
        return member;
    }
}
