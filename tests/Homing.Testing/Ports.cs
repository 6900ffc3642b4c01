using Homing.Fleet;

namespace Homing.Testing;

/// <summary>Ports of the loopback interface on which nobody listens, and which no test process beside this one is given.</summary>
public static class Ports
{
    /// <summary>The first of so many consecutive ports.</summary>
    public static int Free(int count = 1) => PortBlock.Free(count);
}
