namespace Homing.Parking.Nearby;

/// <summary>
/// Where the fields of a query are read from, a JSON body or a query string: each as what it should be, or refused by its
/// name. Null is absent.
/// </summary>
internal interface INearbyFields
{
    double? Number(string name);

    int? WholeNumber(string name);

    bool? Boolean(string name);

    string? Text(string name);

    DateTimeOffset? Time(string name);

    /// <summary>Reads the query.</summary>
    /// <exception cref="ProblemException">A field is not what it should be.</exception>
    NearbyQuery ReadQuery() => new()
    {
        Lat = Number("lat"),
        Lng = Number("lng"),
        RadiusM = Number("radius_m"),
        Limit = WholeNumber("limit"),
        OpenNow = Boolean("open_now"),
        MinFree = WholeNumber("min_free"),
        ParkType = Text("park_type"),
        ArriveAt = Time("arrive_at"),
        StayMinutes = WholeNumber("stay_minutes"),
    };
}
