using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Workers;

namespace Homing.Parking.Nearby;

/// <summary>Answers <c>parking.nearby</c>.</summary>
public sealed class NearbyHandler : IRequestHandler<NearbyQuery, NearbyAnswer>
{
    private readonly NearbyFinder _finder;
    private readonly LiveCatalogue _catalogue;
    private readonly TimeProvider _time;

    /// <summary>Answers from the board.</summary>
    public NearbyHandler(AvailabilityBoard board, LiveCatalogue catalogue, TimeProvider time) =>
        (_finder, _catalogue, _time) = (new NearbyFinder(board), catalogue, time);

    /// <inheritdoc/>
    public async ValueTask<NearbyAnswer> HandleAsync(
        NearbyQuery request, RequestContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        // Without lots there is no answer: the deadline of the request says how long it can wait for them.
        await _catalogue.Loaded.WaitAsync(cancellationToken);
        return Answer(request);
    }

    internal NearbyAnswer Answer(NearbyQuery query)
    {
        var conditions = NearbyConditions.Check(query);
        var now = _time.GetUtcNow();
        return NearbyFinder.Describe(_finder.Find(conditions, now).Lots, conditions, now);
    }
}
