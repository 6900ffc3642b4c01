namespace Homing.Bench.Storm;

/// <summary>What became of each client of a simulated storm. Times in seconds since the connections were lost.</summary>
internal sealed class StormOutcome(StormSetting setting)
{
    // Short enough to see a herd, long enough to count some.
    private const double Slot = 0.1;
    private const double Grace = 3;
    private readonly int[] _tries = new int[setting.Clients];
    private readonly List<double> _backAt = new(setting.Clients);
    private readonly Dictionary<long, int> _triesBySlot = [];

    public long Tries { get; private set; }

    public int Back => _backAt.Count;

    public int Gone { get; private set; }

    /// <summary>When each client that is back came back, in that order.</summary>
    public IReadOnlyList<double> BackAt => _backAt;

    public int TriesOf(int client) => _tries[client];

    public void Tried(int client, double at)
    {
        _tries[client]++;
        Tries++;
        var slot = (long)(at / Slot);
        _triesBySlot[slot] = _triesBySlot.GetValueOrDefault(slot) + 1;
    }

    public void CameBack(double at) => _backAt.Add(at);

    public void GaveUp() => Gone++;

    /// <summary>The figures of a table's row.</summary>
    public StormRow Row(string variant, string rule)
    {
        _backAt.Sort();
        Array.Sort(_tries);
        var (clients, last99) = (_tries.Length, (int)Math.Ceiling(_tries.Length * 0.99) - 1);
        return new StormRow(
            variant,
            rule,
            Round((double)_backAt.Count(at => at <= setting.Window + Grace) / clients),
            last99 < Back ? Round(_backAt[last99]) : null,
            Round((double)Tries / clients),
            _tries[last99],
            Round(_triesBySlot.Values.Max() / Slot / setting.Budget),
            Round((double)Gone / clients),
            Round((double)(clients - Back - Gone) / clients));
    }

    private static double Round(double value) => Math.Round(value, 4);
}

/// <summary>One rule in one setting.</summary>
/// <param name="Variant">What differs from the main setting.</param>
/// <param name="Rule">By which the clients came back.</param>
/// <param name="InTime">Share of the clients that were back within window + 3 s.</param>
/// <param name="SecondsTo99">Until 99 % were back; null where they never were.</param>
/// <param name="TriesMean">Of each client.</param>
/// <param name="TriesP99">Of each client.</param>
/// <param name="Peak">Most tries in a tenth of a second, over what the budget has for it.</param>
/// <param name="GaveUp">Share of the clients.</param>
/// <param name="StillTrying">Share of the clients when the simulation was cut off.</param>
internal sealed record StormRow(
    string Variant, string Rule, double InTime, double? SecondsTo99, double TriesMean, int TriesP99, double Peak,
    double GaveUp, double StillTrying);
