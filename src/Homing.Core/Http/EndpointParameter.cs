namespace Homing.Http;

/// <summary>Says what a parameter of an endpoint is: in the path, the query string or a header.</summary>
/// <param name="Place"><see cref="InPath"/>, <see cref="InQuery"/> or <see cref="InHeader"/>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
public sealed record EndpointParameter(string Place, string Name, string Description)
{
    /// <summary>A part of the path.</summary>
    public const string InPath = "path";

    /// <summary>In the query string.</summary>
    public const string InQuery = "query";

    /// <summary>A header.</summary>
    public const string InHeader = "header";

    /// <summary>What it is read as.</summary>
    public Type Type { get; init; } = typeof(string);

    /// <summary>True where a request without it is refused.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The least number, or the least count of characters.</summary>
    public int? Least { get; init; }

    /// <summary>The greatest number, or the greatest count of characters.</summary>
    public int? Most { get; init; }

    /// <summary>What it is where it is left out; null where that depends.</summary>
    public int? Default { get; init; }

    /// <summary>The words that are allowed; none where others are too.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];
}
