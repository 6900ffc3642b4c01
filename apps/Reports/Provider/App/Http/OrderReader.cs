using System.Text.Json;
using Homing.Reports.Provider.App.Callbacks;
using Homing.Reports.Provider.App.Kinds;
using Homing.Reports.ProviderApi;

namespace Homing.Reports.Provider.App.Http;

/// <summary>Reads an order and checks all of it: what is taken can be worked on.</summary>
internal sealed class OrderReader
{
    private const int LongestTitle = 120;
    private const int LongestName = 200;

    private readonly CallbackHosts _hosts;

    public OrderReader(CallbackHosts hosts) => _hosts = hosts;

    /// <param name="body">JSON.</param>
    /// <param name="key">The header <c>Idempotency-Key</c>.</param>
    /// <exception cref="ProblemException">Something is not allowed.</exception>
    public ProviderOrder Read(ReadOnlySpan<byte> body, string key)
    {
        Require(key.Length > 0, "Idempotency-Key: missing; it is the report_id");
        ProviderOrder order;
        try
        {
            JsonTexts.Check(body);
            order = JsonSerializer.Deserialize(body, ProviderJson.Default.ProviderOrder)
                ?? throw new ProblemException(Problem.InvalidRequest("body: null"));
        }
        catch (JsonException exception)
        {
            throw new ProblemException(Problem.InvalidRequest(
                $"body: not an order, at {exception.Path ?? "$"}, line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}"));
        }

        Require(order.ReportId != Guid.Empty, "report_id: empty");
        Require(Guid.TryParse(key, out var id) && id == order.ReportId, "Idempotency-Key: must be the report_id");
        Require(
            !string.IsNullOrWhiteSpace(order.Title) && order.Title.Length <= LongestTitle,
            $"title: must have 1 to {LongestTitle} characters");
        Require(
            !string.IsNullOrWhiteSpace(order.RequestedBy) && order.RequestedBy.Length <= LongestName,
            $"requested_by: must have 1 to {LongestName} characters");
        Require(_hosts.Allow(order.CallbackUrl), $"callback_url: allowed is {_hosts.Allowed}");
        _ = GameReport.Of(order);
        return order;
    }

    private static void Require(bool isKept, string rule)
    {
        if (!isKept)
        {
            throw new ProblemException(Problem.InvalidRequest(rule));
        }
    }
}
