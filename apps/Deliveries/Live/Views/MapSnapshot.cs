namespace Homing.Deliveries.Live.Views;

/// <summary>
/// All rides that can be shown at one moment, packed so that a view finds those inside it without looking at the others:
/// sorted by latitude into strips of equal count, each sorted by longitude. It fits itself to where the rides are, all over
/// the world or in one town. Immutable.
/// </summary>
internal sealed class MapSnapshot
{
    /// <summary>How long a ride is shown after it has arrived.</summary>
    public static readonly TimeSpan ShownAfterArrival = TimeSpan.FromMinutes(1);

    private readonly LiveRide[] _rides;
    private readonly double[] _lngs;
    private readonly double[] _mercators;
    private readonly double[] _southOf;
    private readonly double[] _northOf;
    private readonly int _strip;

    private MapSnapshot(LiveRide[] rides)
    {
        _rides = rides;
        _strip = Math.Max(1, (int)Math.Ceiling(Math.Sqrt(rides.Length)));
        var strips = (rides.Length + _strip - 1) / _strip;
        (_southOf, _northOf) = (new double[strips], new double[strips]);
        Array.Sort(Array.ConvertAll(rides, ride => ride.Place.Lat), rides);
        _lngs = new double[rides.Length];
        for (var strip = 0; strip < strips; strip++)
        {
            var (first, end) = (strip * _strip, Math.Min((strip + 1) * _strip, rides.Length));
            (_southOf[strip], _northOf[strip]) = (rides[first].Place.Lat, rides[end - 1].Place.Lat);
            for (var index = first; index < end; index++)
            {
                _lngs[index] = rides[index].Place.Lng;
            }

            Array.Sort(_lngs, rides, first, end - first);
        }

        _mercators = Array.ConvertAll(rides, ride => MapView.Mercator(ride.Place.Lat));
    }

    /// <summary>How many rides there are.</summary>
    public int Count => _rides.Length;

    /// <summary>Packs the rides that can be shown.</summary>
    public static MapSnapshot Of(IEnumerable<LiveRide> rides, DateTimeOffset now) =>
        new([.. rides.Where(ride => !ride.Finished || now - ride.ObservedAt <= ShownAfterArrival)]);

    public LiveRide this[int index] => _rides[index];

    public double MercatorOf(int index) => _mercators[index];

    /// <summary>Adds the indices of the rides inside a view.</summary>
    public void Find(MapView view, List<int> found)
    {
        for (var strip = 0; strip < _southOf.Length; strip++)
        {
            if (_northOf[strip] < view.South || _southOf[strip] > view.North)
            {
                continue;
            }

            var (first, end) = (strip * _strip, Math.Min((strip + 1) * _strip, _rides.Length));
            if (view.West < view.East)
            {
                Find(view, first, end, view.West, view.East, found);
            }
            else
            {
                Find(view, first, end, view.West, 180, found);
                Find(view, first, end, -180, view.East, found);
            }
        }
    }

    private void Find(MapView view, int first, int end, double west, double east, List<int> found)
    {
        for (var index = LowerBound(first, end, west); index < end && _lngs[index] <= east; index++)
        {
            var lat = _rides[index].Place.Lat;
            if (lat >= view.South && lat <= view.North)
            {
                found.Add(index);
            }
        }
    }

    // The first in a strip that is not west of it.
    private int LowerBound(int low, int high, double lng)
    {
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _lngs[middle] < lng ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
