using System.Text.Json;
using System.Text.Json.Serialization;

namespace Homing.Reports.Contracts;

/// <summary>What is asked for.</summary>
/// <param name="Kind">One of <see cref="ReportKinds"/>.</param>
/// <param name="Title">What it is called: 1 to 120 characters.</param>
/// <param name="Parameters">Those of the kind, checked, as one JSON object.</param>
/// <param name="LifetimeMinutes">How long the document is kept once it is here: 10 to 1,440.</param>
public sealed record ReportOrder(string Kind, string Title, JsonElement Parameters, int LifetimeMinutes)
{
    /// <summary>How long the document is kept once it is here.</summary>
    [JsonIgnore]
    public TimeSpan Lifetime => TimeSpan.FromMinutes(LifetimeMinutes);
}
