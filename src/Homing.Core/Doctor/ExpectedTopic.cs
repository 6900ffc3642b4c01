using Homing.Log;

namespace Homing.Doctor;

/// <summary>A topic that a part of the system needs.</summary>
/// <param name="Topic">How it has to be laid out.</param>
/// <param name="IsShared">Whether others write to it as well: then it may have any number of partitions.</param>
public sealed record ExpectedTopic(TopicOptions Topic, bool IsShared = false);

/// <summary>Says which topics a part of the system needs, for whoever looks whether they are as they have to be.</summary>
public interface IExpectedTopics
{
    /// <summary>The topics.</summary>
    IEnumerable<ExpectedTopic> Topics { get; }
}
