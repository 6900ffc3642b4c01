using Homing.Log;
using Homing.Messages;

namespace Homing.Gateway.Answers;

/// <summary>What is kept of a record of <c>client_request</c> to tell where the request stands.</summary>
/// <param name="Op">The operation, which tells the group of workers.</param>
/// <param name="Position">The record's place.</param>
/// <param name="Deadline">The request's deadline.</param>
internal readonly record struct RequestEntry(string Op, LogPosition Position, DateTimeOffset Deadline)
{
    public static bool TryRead(in LogRecord record, int partition, out RequestKey key, out RequestEntry entry)
    {
        (key, entry) = (default, default);
        if (!RequestMessage.TryRead(record.Value ?? default, out var message, out _))
        {
            return false;
        }

        key = new RequestKey(message.ClientId, message.RequestId);
        entry = new RequestEntry(message.Op, new LogPosition(partition, record.Offset), message.Deadline);
        return true;
    }
}
