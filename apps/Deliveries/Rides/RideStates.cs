namespace Homing.Deliveries.Rides;

/// <summary>The names of the states, as they are outside.</summary>
internal static class RideStates
{
    public const string Requested = "requested";
    public const string UnderWay = "under_way";
    public const string Finished = "finished";

    public static string NameOf(RideState state) => state == RideState.UnderWay ? UnderWay : Finished;
}
