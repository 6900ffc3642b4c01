namespace Homing.Bench.FanOut;

/// <summary>Hands values to a server, by whatever protocol it takes them.</summary>
internal interface IFanOutPublisher : IDisposable
{
    /// <summary>Completes when the server has taken the value. Calls may overlap.</summary>
    Task PublishAsync(byte[] value);
}
