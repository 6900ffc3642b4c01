using System.Text.Json;
using System.Text.Json.Nodes;
using Homing.Reports.Contracts;

namespace Homing.Reports.Trigger.Orders;

/// <summary>
/// Reads an order, each field as what it should be, or refuses it by the field's name. Fields that nobody knows are passed
/// over; what is left out and has a default is filled in, so that two orders that mean the same are the same.
/// </summary>
internal static class OrderReader
{
    /// <exception cref="ProblemException">A field is missing or wrong (400).</exception>
    public static ReportOrder Read(JsonElement body)
    {
        var kind = JsonFields.Text(body, "kind") is not { } name ? null : KindCatalogue.Find(name);
        if (kind is null)
        {
            throw JsonFields.Refuse("kind", body, $"one of {string.Join(", ", KindCatalogue.All.Select(known => known.Description.Kind))}");
        }

        var parameters = ReadParameters(kind, body);
        var title = JsonFields.Has(body, "title")
            ? JsonFields.Line(body, "title", 1, KindCatalogue.MaxTitleLength)
            : kind.TitleOf(parameters);
        var lifetime = JsonFields.WholeNumber(
            body, "lifetime_minutes", KindCatalogue.MinLifetimeMinutes, KindCatalogue.MaxLifetimeMinutes,
            KindCatalogue.DefaultLifetimeMinutes);
        return new ReportOrder(kind.Description.Kind, title, parameters, lifetime);
    }

    private static JsonElement ReadParameters(KindRule kind, JsonElement body)
    {
        const string Parent = "parameters";
        if (!body.TryGetProperty(Parent, out var given) || given.ValueKind != JsonValueKind.Object)
        {
            var names = string.Join(", ", kind.Description.Parameters.Select(parameter => parameter.Name));
            throw JsonFields.Refuse(Parent, body, $"an object with {names}");
        }

        var read = new JsonObject();
        foreach (var parameter in kind.Description.Parameters)
        {
            read[parameter.Name] = parameter.Type == KindParameter.Integer
                ? JsonFields.WholeNumber(given, parameter.Name, parameter.Min, parameter.Max, parameter.Default, Parent)
                : JsonFields.Line(given, parameter.Name, parameter.Min, parameter.Max, Parent);
        }

        if (kind.Ordered is var (low, high) && read[low]!.GetValue<int>() > read[high]!.GetValue<int>())
        {
            throw JsonFields.Refuse($"{Parent}.{low}: {read[low]} is after {Parent}.{high}, {read[high]}");
        }

        return JsonSerializer.SerializeToElement(read, TriggerJson.Default.JsonObject);
    }
}
