namespace Homing.Client.Protocol;

/// <summary>A problem as in RFC 9457, as it comes.</summary>
internal sealed record Problem
{
    public string? Type { get; init; }

    public string? Title { get; init; }

    public int? Status { get; init; }

    public string? Detail { get; init; }
}
