using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Homing.Host.Pages;

/// <summary>Which map the pages show. With neither, the outlines that are shipped: no request leaves the server.</summary>
internal sealed class MapsOptions
{
    public const string SectionName = "Homing:Maps";

    /// <summary>A key of the Google Maps JavaScript API; it goes to every browser. Default none.</summary>
    [RegularExpression("[A-Za-z0-9_-]{10,100}")]
    public string? GoogleKey { get; set; }

    /// <summary>A MapLibre style, for those who have a tile server. Default none.</summary>
    [Url]
    public string? TileStyleUrl { get; set; }
}

[OptionsValidator]
internal sealed partial class MapsOptionsValidator : IValidateOptions<MapsOptions>;
