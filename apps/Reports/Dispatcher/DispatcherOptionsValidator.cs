using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Dispatcher;

/// <summary>Each failure is one line that names the setting, its value, and what is allowed.</summary>
internal sealed class DispatcherOptionsValidator(IOptions<ReportOptions> reports) : IValidateOptions<DispatcherOptions>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(10);

    public ValidateOptionsResult Validate(string? name, DispatcherOptions options) =>
        new SettingChecks(DispatcherOptions.SectionName)
            .Require(!string.IsNullOrWhiteSpace(options.ApproverRole), nameof(options.ApproverRole), options.ApproverRole, "the name of a role")
            .Range(nameof(options.ApprovalTimeout), options.ApprovalTimeout, Second, TimeSpan.FromDays(30))
            .Range(nameof(options.ProviderTimeout), options.ProviderTimeout, Second, Week)
            .Range(nameof(options.FetchTimeout), options.FetchTimeout, Second, Week)
            .Range(nameof(options.MaxFetches), options.MaxFetches, 1, 100)
            .Range(nameof(options.FetchConcurrency), options.FetchConcurrency, 1, 1_000)
            .Range(nameof(options.PollAfter), options.PollAfter, ShortestPoll, TimeSpan.FromMinutes(10))
            .Range(nameof(options.LongestPause), options.LongestPause, ShortestPoll, TimeSpan.FromHours(1))
            .Require(
                options.LongestPause >= options.PollAfter, nameof(options.LongestPause), options.LongestPause,
                $"no less than {nameof(options.PollAfter)}, which is {options.PollAfter}")
            // A report whose first event is gone cannot be carried on.
            .Require(
                options.ApprovalTimeout + (2 * options.ProviderTimeout) + options.FetchTimeout < reports.Value.EventsKept,
                nameof(options.ApprovalTimeout), options.ApprovalTimeout,
                $"so much that it, twice {nameof(options.ProviderTimeout)} and {nameof(options.FetchTimeout)} are together less than "
                + $"{ReportOptions.SectionName}:{nameof(ReportOptions.EventsKept)}, which is {reports.Value.EventsKept}")
            .Result;
}
