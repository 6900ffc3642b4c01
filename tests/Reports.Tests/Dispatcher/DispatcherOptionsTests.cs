using Homing.Reports.Dispatcher;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Tests.Dispatcher;

public sealed class DispatcherOptionsTests
{
    [Theory]
    [InlineData(6, 22, true)]
    [InlineData(6, 23, false)]
    [InlineData(7, 0, false)]
    public void Report_is_settled_before_its_first_event_is_forgotten(int days, int hours, bool isValid)
    {
        var validator = new DispatcherOptionsValidator(Options.Create(new ReportOptions { EventsKept = TimeSpan.FromDays(7) }));
        var options = new DispatcherOptions
        {
            ApprovalTimeout = TimeSpan.FromDays(days) + TimeSpan.FromHours(hours),
            ProviderTimeout = TimeSpan.FromMinutes(25),
            FetchTimeout = TimeSpan.FromMinutes(15),
        };

        var result = validator.Validate(null, options);

        Assert.Equal(isValid, result.Succeeded);
        if (!isValid)
        {
            var failure = Assert.Single(result.Failures!);
            Assert.StartsWith("Homing:Reports:Dispatcher:ApprovalTimeout is '", failure, StringComparison.Ordinal);
            Assert.Contains("less than Homing:Reports:EventsKept, which is 7.00:00:00", failure, StringComparison.Ordinal);
        }
    }
}
