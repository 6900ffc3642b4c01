namespace Homing.Client.Connections;

/// <summary>How a connection, or the try to make one, ended.</summary>
internal sealed record Close(int Code, string Reason);

/// <summary>The codes of close frames, and what each asks of the client.</summary>
internal static class CloseCode
{
    public const int Normal = 1000;
    public const int Abnormal = 1006;
    public const int FrameTooBig = 1009;

    /// <summary>Ours: nothing was heard from the gateway for too long.</summary>
    public const int Silent = 3000;

    public const int Unauthenticated = 4001;

    /// <summary>40xx: stay away.</summary>
    public static bool IsFinal(int code) => code is >= 4000 and < 4100;

    /// <summary>41xx: come back to the same gateway, after a pause.</summary>
    public static bool AsksForPause(int code) => code is >= 4100 and < 4200;

    /// <summary>42xx: come back now, to another gateway.</summary>
    public static bool AsksToMove(int code) => code is >= 4200 and < 4300;
}
