using Homing.Reports.Trigger.Orders;
using Microsoft.AspNetCore.Http;

namespace Homing.Reports.Trigger.Http;

/// <summary><c>GET /api/reports/kinds</c>: what a form needs to know.</summary>
internal static class KindsEndpoint
{
    private static readonly KindsView View = new(
        [.. KindCatalogue.All.Select(kind => kind.Description)],
        new LimitsView(KindCatalogue.FirstYear, KindCatalogue.LastYear),
        new LimitsView(1, KindCatalogue.MaxTitleLength),
        new LimitsView(
            KindCatalogue.MinLifetimeMinutes, KindCatalogue.MaxLifetimeMinutes, KindCatalogue.DefaultLifetimeMinutes));

    public static IResult Get(HttpContext context)
    {
        _ = ReportCaller.Of(context.User);
        return TypedResults.Json(View, TriggerJson.Default.KindsView);
    }
}
