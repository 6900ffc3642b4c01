using Homing.Reports.Contracts;
using Homing.Reports.Workflow;
using Homing.Streams;

namespace Homing.Reports.Trigger.Watching;

/// <summary>
/// The channel <c>reports/&lt;id&gt;</c>, a report at each change, and the channel <c>reports</c>, each change of any report
/// of the one who watches. Thread-safe.
/// </summary>
internal sealed class ReportChannels : IChannelSource, IDisposable
{
    private const string ChannelName = "reports";
    private const string OnePrefix = ChannelName + "/";

    private readonly ReportLedger _ledger;
    private readonly long _epoch;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, List<ReportWatch>> _watches = [];
    private readonly Dictionary<string, ReportListWatches> _lists = new(StringComparer.Ordinal);

    public ReportChannels(ReportLedger ledger, TimeProvider time)
    {
        (_ledger, _epoch) = (ledger, time.GetUtcNow().ToUnixTimeMilliseconds());
        _ledger.Happened += Show;
    }

    public string Name => ChannelName;

    public IChannelWatch Watch(ChannelRequest request, IChannelWatcher watcher)
    {
        if (request.UserId == request.ClientId)
        {
            throw new ProblemException(Problem.Unauthenticated("Reports are for users: sign in first."));
        }

        var caller = new ReportCaller(request.UserId, request.Roles);
        if (request.Channel == ChannelName)
        {
            return WatchList(caller, request.Since, watcher);
        }

        if (!request.Channel.StartsWith(OnePrefix, StringComparison.Ordinal)
            || !Guid.TryParse(request.Channel.AsSpan(OnePrefix.Length), out var id))
        {
            throw NotFound(request.Channel);
        }

        var watch = new ReportWatch(id, caller, request.Since, watcher, Leave);
        lock (_gate)
        {
            if (!_watches.TryGetValue(id, out var all))
            {
                _watches[id] = all = [];
            }

            all.Add(watch);
        }

        // After it was put down, so that no change is missed in between.
        if (_ledger.Find(id) is not { } report)
        {
            _ = OpenLateAsync(watch);
        }
        else if (!watch.TryOpen(report))
        {
            watch.Subscription.Dispose();
            throw NotFound(request.Channel);
        }

        return watch.Subscription;
    }

    public void Dispose() => _ledger.Happened -= Show;

    private static ProblemException NotFound(string channel) =>
        new(Problem.NotFound($"channel: there is no '{channel}' for you; there are {ChannelName} and {OnePrefix}<report id>"));

    // Another process may have taken it just now.
    private async Task OpenLateAsync(ReportWatch watch)
    {
        try
        {
            await _ledger.CatchUpAsync(CancellationToken.None);
        }
        catch (HomingException)
        {
            // The log does not answer: what it tells later is offered then.
        }

        watch.OpenLate(_ledger.Find(watch.ReportId));
    }

    private ChannelSubscription WatchList(ReportCaller caller, ChannelPosition? since, IChannelWatcher watcher)
    {
        lock (_gate)
        {
            if (!_lists.TryGetValue(caller.User, out var list))
            {
                // Kept from here on, so that who comes back can be told whether something has changed.
                _lists[caller.User] = list = new ReportListWatches();
            }

            var subscription = new ChannelSubscription(watcher, left => Leave(list, left));
            list.Subscriptions.Add(subscription);
            var position = new ChannelPosition(_epoch, list.Changes);
            subscription.Open(position, recovered: since == position, version: list.Changes);
            return subscription;
        }
    }

    private void Show(ReportEvent happened, Report report)
    {
        ReportWatch[] watches;
        (ChannelSubscription[] Subscriptions, long Change) list = ([], 0);
        lock (_gate)
        {
            watches = _watches.TryGetValue(report.Id, out var all) ? [.. all.Where(watch => watch.Caller.MaySee(report))] : [];
            if (_lists.TryGetValue(report.RequestedBy, out var known))
            {
                list = ([.. known.Subscriptions], ++known.Changes);
            }
        }

        if (watches.Length + list.Subscriptions.Length == 0)
        {
            return;
        }

        // Written once, the same bytes for all.
        var value = ReportWatch.ValueOf(report);
        foreach (var watch in watches)
        {
            watch.Subscription.Offer(report.Changes, value);
        }

        foreach (var subscription in list.Subscriptions)
        {
            subscription.Offer(list.Change, value with { Position = new ChannelPosition(_epoch, list.Change) });
        }
    }

    private void Leave(ReportWatch watch)
    {
        lock (_gate)
        {
            if (_watches.TryGetValue(watch.ReportId, out var all) && all.Remove(watch) && all.Count == 0)
            {
                _watches.Remove(watch.ReportId);
            }
        }
    }

    private void Leave(ReportListWatches list, ChannelSubscription subscription)
    {
        lock (_gate)
        {
            list.Subscriptions.Remove(subscription);
        }
    }

    /// <summary>Who watches the reports of one user, and how often these have changed since the first did.</summary>
    private sealed class ReportListWatches
    {
        public long Changes { get; set; }

        public List<ChannelSubscription> Subscriptions { get; } = [];
    }
}
