using Homing.Doctor;
using Homing.Reports.Contracts;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Workflow;

/// <summary>The topic of the reports.</summary>
internal sealed class ExpectedReportTopics(IOptions<ReportOptions> options) : IExpectedTopics
{
    public IEnumerable<ExpectedTopic> Topics =>
        [new(ReportTopics.EventsOptions(options.Value.Partitions, options.Value.EventsKept), IsShared: true)];
}
