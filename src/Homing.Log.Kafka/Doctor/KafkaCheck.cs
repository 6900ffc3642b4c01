using Homing.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Log.Kafka.Doctor;

/// <summary>Whether brokers answer, and whether there are enough of them.</summary>
internal sealed class KafkaCheck(KafkaSurvey survey, IOptions<KafkaLogOptions> options) : IDoctorCheck
{
    private const string Section = KafkaLogOptions.SectionName;

    public string Name => "kafka";

    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var metadata = await survey.AskAsync(cancellationToken);
            var brokers = metadata.Brokers.Count;
            var seen = $"{options.Value.BootstrapServers}: {brokers} brokers, {metadata.Topics.Count} topics";
            var copies = options.Value.ReplicationFactor;
            return
            [
                brokers >= copies || !options.Value.ManageTopics
                    ? DoctorFinding.Ok(Name, seen)
                    : DoctorFinding.Fail(
                        Name,
                        $"{seen}; {Section}:{nameof(KafkaLogOptions.ReplicationFactor)} is {copies}, so no topic can be made",
                        $"Start more brokers, or set {Section}:{nameof(KafkaLogOptions.ReplicationFactor)} to {brokers}"
                        + $" and {Section}:{nameof(KafkaLogOptions.MinInSyncReplicas)} to at most {Math.Max(1, brokers - 1)}."),
            ];
        }
        catch (LogException exception)
        {
            return
            [
                DoctorFinding.Fail(
                    Name,
                    exception.Message,
                    exception.Error == LogError.Unavailable
                        ? $"Start Kafka, let this machine reach every address that its brokers advertise, or set {Section}:"
                            + $"{nameof(KafkaLogOptions.BootstrapServers)} to where it is."
                        : $"Set what the brokers ask for under {Section}:{nameof(KafkaLogOptions.Client)}: "
                            + "security.protocol, sasl.* and ssl.*."),
            ];
        }
    }
}
