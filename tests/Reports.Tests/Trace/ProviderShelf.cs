using System.Collections.Concurrent;
using Homing.Reports.ProviderApi;

namespace Homing.Reports.Tests.Trace;

/// <summary>What a provider keeps of reports, in memory.</summary>
internal sealed class ProviderShelf
{
    private readonly ConcurrentDictionary<Guid, bool> _kept = new();

    /// <summary>What deleting throws; null where it works.</summary>
    public Exception? Failure { get; set; }

    public bool Has(Guid report) => _kept.ContainsKey(report);

    public void Put(Guid report) => _kept[report] = true;

    /// <summary>The shelf as a process that may die reaches it.</summary>
    public IProviderDocuments For(Mortality mortality) => new Reach(this, mortality);

    private sealed class Reach(ProviderShelf shelf, Mortality mortality) : IProviderDocuments
    {
        public async Task DeleteAsync(Guid report, CancellationToken cancellationToken)
        {
            await mortality.PassAsync("before provider");
            if (shelf.Failure is { } failure)
            {
                throw failure;
            }

            shelf._kept.TryRemove(report, out _);
            await mortality.PassAsync("after provider");
        }
    }
}
