using System.Text.Json;
using Homing.Http;
using Homing.Reports.Contracts;

namespace Homing.Reports.ProviderApi;

/// <summary>The body of <c>POST /provider/reports</c>; the header <c>Idempotency-Key</c> is the report id.</summary>
/// <param name="ReportId">The GUID, which stands on the title page.</param>
/// <param name="Kind">What is asked for.</param>
/// <param name="Title">What the document is called.</param>
/// <param name="Parameters">Those of the kind, as one JSON object.</param>
/// <param name="RequestedBy">Who asked, for the title page.</param>
/// <param name="RequestedAt">When they asked.</param>
/// <param name="CallbackUrl">Where call backs go: <c>https</c>, or the address of a host that the provider was told to trust.</param>
public sealed record ProviderOrder(
    Guid ReportId,
    string Kind,
    string Title,
    [property: DescribedAs(typeof(ReportParameters))] JsonElement Parameters,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    Uri CallbackUrl);
