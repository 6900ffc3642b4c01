using System.Text.Json;
using Homing.Reports.Provider.App.Games;

namespace Homing.Reports.Provider.App.Kinds;

/// <summary>Reads the parameters of an order.</summary>
internal sealed class OrderParameters
{
    private readonly JsonElement _parameters;

    /// <exception cref="ProblemException">They are no object; so with all others where a value is not allowed.</exception>
    public OrderParameters(JsonElement parameters) => _parameters = parameters.ValueKind == JsonValueKind.Object
        ? parameters
        : throw new ProblemException(Problem.InvalidRequest("parameters: not a JSON object"));

    public int Year(string name) => Number(name, GameTable.FirstYear, GameTable.LastYear);

    public int Number(string name, int least, int most, int? otherwise = null)
    {
        if (!_parameters.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return otherwise ?? throw Refuse(name, "missing", $"a whole number from {least} to {most}");
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw Refuse(name, value.GetRawText(), $"a whole number from {least} to {most}");
    }

    public string Text(string name, int longest)
    {
        var allowed = $"a text of 1 to {longest} characters";
        if (!_parameters.TryGetProperty(name, out var value))
        {
            throw Refuse(name, "missing", allowed);
        }

        return value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is var text
            && text.Length > 0 && text.Length <= longest
            ? text
            : throw Refuse(name, value.GetRawText(), allowed);
    }

    public static ProblemException Refuse(string name, string value, string allowed) => new(Problem.InvalidRequest(
        $"parameters.{name}: {(value.Length > 60 ? value[..60] + "…" : value)}; allowed is {allowed}"));
}
