using System.Text;
using Homing.Log;

namespace Homing.Streams;

/// <summary>What the records of a topic mean, for a <see cref="TopicChannel{TState}"/>.</summary>
/// <typeparam name="TState">What is known of a key; it never changes.</typeparam>
public interface ITopicFold<TState>
    where TState : class
{
    /// <summary>The name of the channels, such as <c>vans</c> for <c>vans/17</c>.</summary>
    string Name { get; }

    /// <summary>Which topic is read, and how.</summary>
    TopicFeedOptions Feed { get; }

    /// <summary>The key that a record is about, which is the record's own where this is not implemented; null for none.</summary>
    string? KeyOf(in LogRecord record) => record.Key.IsEmpty ? null : Encoding.UTF8.GetString(record.Key.Span);

    /// <summary>
    /// The state after a record; null where it changes nothing, or is not valid. The record's bytes are valid until it returns.
    /// It must be quick: the key is locked.
    /// </summary>
    TState? Apply(TState? before, in LogRecord record);

    /// <summary>Writes a state as one JSON value in UTF-8, which never changes.</summary>
    ReadOnlyMemory<byte> Write(TState state);
}
