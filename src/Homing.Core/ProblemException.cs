namespace Homing;

/// <summary>Refuses a request: whoever asked gets the problem as the answer.</summary>
public sealed class ProblemException(Problem problem) : HomingException(problem.Detail ?? problem.Title)
{
    /// <summary>What the asker is told.</summary>
    public Problem Problem { get; } = problem;
}
