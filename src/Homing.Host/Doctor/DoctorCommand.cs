namespace Homing.Host.Doctor;

/// <summary><c>doctor</c>: looks, says what it found, and answers 1 where something does not work.</summary>
internal static class DoctorCommand
{
    private const int Healthy = 0;
    private const int Unhealthy = 1;

    /// <summary>Runs.</summary>
    /// <param name="launch">What would be started.</param>
    /// <param name="asJson">Whether it is said for programs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<int> RunAsync(LaunchSettings launch, bool asJson, CancellationToken cancellationToken)
    {
        var report = new DoctorReport(await Examination.RunAsync(launch, cancellationToken));
        Console.WriteLine(asJson ? report.ToJson() : report.ToText());
        return report.IsHealthy ? Healthy : Unhealthy;
    }
}
