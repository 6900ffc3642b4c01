using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Homing.Fleet;

namespace Homing.Chaos.Fleets;

/// <summary>A fleet of chaos servers, and what can be done to it.</summary>
public sealed class FleetUnderTest : IAsyncDisposable
{
    private const int OutputLines = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LocalFleet _fleet;

    // Who holds an id is not answered before an empty Redis knows it.
    private readonly HttpClient _http = new() { Timeout = Patience };
    private readonly List<(Lease Lease, DateTimeOffset At)> _fenced = [];

    private FleetUnderTest(LocalFleet fleet, int seed) => (_fleet, Random) = (fleet, new Random(seed));

    /// <summary>How long an answer waits for a client that is away.</summary>
    public static TimeSpan ResumeTtl { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an id stays taken after its gateway was last heard of.</summary>
    public static TimeSpan LeaseTime { get; } = TimeSpan.FromSeconds(2);

    /// <summary>What all chance of the faults follows from.</summary>
    public Random Random { get; }

    /// <summary>The processes.</summary>
    public LocalFleet Fleet => _fleet;

    /// <summary>Where the gateways are.</summary>
    public IReadOnlyList<Uri> Gateways => [.. _fleet.Gateways.Select(gateway => gateway.Address)];

    /// <summary>The last that each process said.</summary>
    public string Output => string.Join('\n', _fleet.Members.Select(member =>
        $"--- {member.Name} ({member.State})\n{string.Join('\n', member.Output.TakeLast(OutputLines))}"));

    /// <summary>Starts and waits until everything is ready.</summary>
    /// <param name="folder">Where the processes keep what they share; histories go into <c>history</c> there.</param>
    /// <param name="gateways">How many gateways.</param>
    /// <param name="settings">Settings of every process.</param>
    /// <param name="seed">What all chance of the faults follows from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<FleetUnderTest> StartAsync(
        string folder, int gateways, IReadOnlyDictionary<string, string> settings, int seed, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, string>
        {
            ["Homing:History:Directory"] = Path.Combine(folder, "history"),
            ["Homing:Leases:TimeToLive"] = LeaseTime.ToString(),
            ["Homing:Gateway:ResumeTtl"] = ResumeTtl.ToString(),
            ["Homing:Gateway:AckTimeout"] = "00:00:05",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var fleet = await LocalFleet.StartAsync(
            new FleetOptions
            {
                Program = Path.Combine(AppContext.BaseDirectory, "Homing.Chaos.Server"),
                Gateways = gateways,
                WorkerRole = "worker",
                FeedRole = null,
                DataDirectory = folder,
                Settings = all,
            },
            cancellationToken);
        return new FleetUnderTest(fleet, seed);
    }

    /// <summary>The ids that are held, by the address of their gateways.</summary>
    public async Task<IReadOnlyDictionary<Uri, Lease>> LeasesAsync(CancellationToken cancellationToken)
    {
        var asked = _fleet.Gateways.First(gateway => gateway.State == "running");
        var living = await _http.GetFromJsonAsync<JsonElement>(new Uri(asked.Address, "/api/gateways"), cancellationToken);
        return living.EnumerateArray().ToDictionary(
            gateway => new Uri(gateway.GetProperty("url").GetString()!),
            gateway => new Lease(gateway.GetProperty("api_id").GetInt32(), gateway.GetProperty("epoch").GetInt64()));
    }

    /// <summary>Completes when the ids that are held are as wanted.</summary>
    /// <exception cref="InvalidOperationException">They were not within a minute.</exception>
    public async Task<IReadOnlyDictionary<Uri, Lease>> WaitForLeasesAsync(
        string what, Func<IReadOnlyDictionary<Uri, Lease>, bool> wanted, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        IReadOnlyDictionary<Uri, Lease>? found = null;
        try
        {
            while (true)
            {
                try
                {
                    found = await LeasesAsync(patience.Token);
                    if (wanted(found))
                    {
                        return found;
                    }
                }
                catch (HttpRequestException)
                {
                    // Whoever was asked could not tell just now.
                }

                await timer.WaitForNextTickAsync(patience.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"{what} did not come about; held were {string.Join(", ", found ?? new Dictionary<Uri, Lease>())}.");
        }
    }

    /// <summary>Says that a lease is over from now on: whoever held it must deliver nothing more under it.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="margin">How long what was begun before may still be written down.</param>
    public void Fence(Lease lease, TimeSpan margin) => _fenced.Add((lease, TimeProvider.System.GetUtcNow() + margin));

    /// <summary>Whether anything was sent under a lease that was over, and something before that.</summary>
    /// <exception cref="InvalidOperationException">It was, or nothing ever was, so that this says nothing.</exception>
    public void CheckFences(string histories)
    {
        foreach (var (lease, at) in _fenced)
        {
            var actor = string.Create(CultureInfo.InvariantCulture, $"gateway:{lease.Id}:{lease.Epoch}");
            var sent = Directory.EnumerateFiles(histories, "*.jsonl").SelectMany(File.ReadLines)
                .Where(line => line.Contains($"\"actor\":\"{actor}\"", StringComparison.Ordinal)
                    && line.Contains("\"step\":\"sent\"", StringComparison.Ordinal)).ToArray();
            var late = sent.Where(line => TimeOf(line) > at).ToArray();
            if (sent.Length == 0 || late.Length > 0)
            {
                throw new InvalidOperationException(
                    $"{actor} sent {late.Length} of {sent.Length} answers after its lease was over at {at:O}, the first: {late.FirstOrDefault()}");
            }
        }
    }

    /// <summary>Stops everything in order, so that the histories are whole.</summary>
    public Task StopAsync() => _fleet.StopAsync();

    /// <summary>Kills what still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        _http.Dispose();
    }

    private static DateTimeOffset TimeOf(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("at").GetDateTimeOffset();
        }
        catch (JsonException)
        {
            // The last line of a process that was killed may be cut.
            return default;
        }
    }
}

/// <summary>An id and its epoch.</summary>
public sealed record Lease(int Id, long Epoch);
