using Homing.Log.Kafka.Clients;
using Microsoft.Extensions.Options;

namespace Homing.Log.Kafka;

[OptionsValidator]
internal sealed partial class KafkaLogOptionsValidator : IValidateOptions<KafkaLogOptions>;

/// <summary>The rules between fields, and those of librdkafka.</summary>
internal sealed class KafkaLogOptionsRelationsValidator : IValidateOptions<KafkaLogOptions>
{
    public ValidateOptionsResult Validate(string? name, KafkaLogOptions options)
    {
        var failures = Relations(options).Concat(ClientProperties.Check(options)).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Relations(KafkaLogOptions options)
    {
        if (options.MinInSyncReplicas > options.ReplicationFactor)
        {
            yield return $"{KafkaLogOptions.SectionName}:MinInSyncReplicas ({options.MinInSyncReplicas}) must be at most " +
                $"ReplicationFactor ({options.ReplicationFactor}), or nothing could be appended.";
        }

        if (options.MaxPendingBytes < options.MaxRecordBytes)
        {
            yield return $"{KafkaLogOptions.SectionName}:MaxPendingBytes ({options.MaxPendingBytes}) must be at least " +
                $"MaxRecordBytes ({options.MaxRecordBytes}), or a record of that size could never be taken.";
        }
    }
}
