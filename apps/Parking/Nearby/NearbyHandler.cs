using Homing.Parking.Availability;
using Homing.Workers;

namespace Homing.Parking.Nearby;

/// <summary>Answers <c>parking.nearby</c>.</summary>
public sealed class NearbyHandler : IRequestHandler<NearbyQuery, NearbyAnswer>
{
    private readonly NearbyFinder _finder;
    private readonly TimeProvider _time;

    /// <summary>Answers from the board.</summary>
    public NearbyHandler(AvailabilityBoard board, TimeProvider time) =>
        (_finder, _time) = (new NearbyFinder(board), time);

    /// <inheritdoc/>
    public ValueTask<NearbyAnswer> HandleAsync(
        NearbyQuery request, RequestContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ValueTask.FromResult(Answer(request));
    }

    internal NearbyAnswer Answer(NearbyQuery query)
    {
        var conditions = NearbyConditions.Check(query);
        var now = _time.GetUtcNow();
        return _finder.Describe(_finder.Find(conditions, now).Lots, conditions, now);
    }
}
