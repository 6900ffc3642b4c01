namespace Homing.Log.Embedded.Tests;

/// <summary>
/// Tests that start processes run by themselves: a new process holds the files of this one for a moment, before it becomes
/// another program, and with them the locks and disks that a test beside it has just let go of.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessTests
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "processes";
}
