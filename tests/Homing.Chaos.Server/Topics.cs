namespace Homing.Chaos.Server;

/// <summary>Which topics there are to meddle with.</summary>
internal static class Topics
{
    public static bool IsAnswers(string topic) => topic.StartsWith("client_response_", StringComparison.Ordinal);
}
