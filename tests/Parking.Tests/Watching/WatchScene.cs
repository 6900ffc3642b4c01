using System.Diagnostics.Metrics;
using System.Text.Json;
using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Parking.Nearby;
using Homing.Parking.Watching;
using Homing.Streams;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Homing.Parking.Tests.Watching;

/// <summary>The channel over the shipped catalogue; the test does what the loop does, and sees what is counted.</summary>
internal sealed class WatchScene : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _counts = [];
    private readonly NearbyHandler _handler;

    public WatchScene(DateTimeOffset? now = null)
    {
        Time = new FakeTimeProvider(now ?? RealData.Noon);
        Board = RealData.NewBoard(Live, Time);
        _handler = new NearbyHandler(Board, Live, Time);
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, change, tags, _) =>
        {
            lock (_counts)
            {
                Count(instrument.Name, change);
                foreach (var tag in tags)
                {
                    Count($"{instrument.Name} {tag.Value}", change);
                }
            }
        });
        _listener.Start();
        Lists = new WatchedLists(Board, Options.Create(new ParkingOptions()), new ParkingMetrics(meters), Time);
        Channel = new NearbyChannel(Lists, Live);
    }

    public LiveCatalogue Live { get; } = RealData.Live();

    public AvailabilityBoard Board { get; }

    public FakeTimeProvider Time { get; }

    public WatchedLists Lists { get; }

    public NearbyChannel Channel { get; }

    public long ListCount => CountOf("homing.parking.watch.lists");

    public long Pushes => CountOf("homing.parking.watch.pushes");

    public long Recomputations(string cause) => CountOf($"homing.parking.watch.recomputations {cause}");

    public (RecordingWatcher Watcher, IChannelWatch Watch) Watch(string query, ChannelPosition? since = null)
    {
        var watcher = new RecordingWatcher();
        return (watcher, Channel.Watch(new ChannelRequest("parking.nearby?" + query, "client", since), watcher));
    }

    public ReadingOutcome Report(string lot, int free) => Report(RealData.NumberOf(lot), free);

    public ReadingOutcome Report(int lot, int free, bool? open = true) =>
        Board.Apply(lot, new Reading(free, null, open, Time.GetUtcNow()));

    /// <summary>Puts a lot in the place of the one with its id, and does what the loop does.</summary>
    public void Edit(Lot lot)
    {
        Live.Replace(new LotCatalogue(
            RealData.Catalogue.Lots.Where(other => other.Id != lot.Id).Append(lot), RealData.Catalogue.Report));
        Refresh();
    }

    /// <summary>What the loop does in one step.</summary>
    public void Refresh()
    {
        Lists.RefreshChanged(TestContext.Current.CancellationToken);
        Lists.RefreshSwept(TestContext.Current.CancellationToken);
    }

    /// <summary>So many steps that every list had its turn.</summary>
    public void Sweep()
    {
        for (var step = 0; step < Lists.SweepSteps; step++)
        {
            Refresh();
        }
    }

    /// <summary>The lots that the operation answers now, as JSON.</summary>
    public string Ask(string query) => RecordingWatcher.LotsOf(JsonSerializer.SerializeToUtf8Bytes(
        _handler.Answer(QueryFields.Read(query)), ParkingJson.Default.NearbyAnswer));

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    private void Count(string name, long change) => _counts[name] = _counts.GetValueOrDefault(name) + change;

    private long CountOf(string name)
    {
        lock (_counts)
        {
            return _counts.GetValueOrDefault(name);
        }
    }
}
