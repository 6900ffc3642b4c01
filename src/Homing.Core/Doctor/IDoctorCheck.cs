namespace Homing.Doctor;

/// <summary>
/// Looks at one thing that the system needs, from where it would run, and says what to change. It changes nothing itself,
/// and needs nothing that runs: it is made and asked without starting the host.
/// </summary>
/// <remarks>
/// A health check tells a load balancer whether to send requests now. This tells a person why the process will not start, or
/// will not do well. Roles and adapters register theirs where they register what it looks at.
/// </remarks>
public interface IDoctorCheck
{
    /// <summary>What is looked at, in a word or two; the same for all its findings unless there are several such things.</summary>
    string Name { get; }

    /// <summary>Looks. Nothing to say is an empty list.</summary>
    /// <exception cref="HomingException">What is looked at cannot be had; the message says why.</exception>
    Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken);
}
