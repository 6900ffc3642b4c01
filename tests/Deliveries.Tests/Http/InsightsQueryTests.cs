using Homing.Deliveries.Http;
using Homing.Deliveries.Insights;

namespace Homing.Deliveries.Tests.Http;

public sealed class InsightsQueryTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 7, 20, 34, 50, TimeSpan.Zero);

    [Fact]
    public void Span_without_ends_is_the_last_day() =>
        Assert.Equal((Now.AddDays(-1), Now), InsightsQuery.Span(null, "", Now));

    [Fact]
    public void Span_ends_now_where_only_its_beginning_is_said() =>
        Assert.Equal((Now.AddHours(-1), Now), InsightsQuery.Span("2026-05-07T19:34:50Z", null, Now));

    [Theory]
    [InlineData("yesterday", null, "from: 'yesterday' is not a time as RFC 3339, such as 2026-05-07T20:34:50Z")]
    [InlineData("2026-05-07T19:00:00", null, "from: '2026-05-07T19:00:00' is not a time as RFC 3339, such as 2026-05-07T20:34:50Z")]
    [InlineData(null, "2026-05-07", "to: '2026-05-07' is not a time as RFC 3339, such as 2026-05-07T20:34:50Z")]
    [InlineData("2026-05-08T00:00:00Z", null, "from: 2026-05-08T00:00:00.0000000+00:00 is not before 2026-05-07T20:34:50.0000000+00:00")]
    public void Wrong_span_is_refused_by_its_name(string? from, string? to, string detail) =>
        Assert.Equal(detail, Assert.Throws<ProblemException>(() => InsightsQuery.Span(from, to, Now)).Problem.Detail);

    [Fact]
    public void Box_has_all_sides_or_none()
    {
        Assert.Null(InsightsQuery.Box(null, null, null, null));
        Assert.Equal(new DegreeBox(170, -1, -170, 1), InsightsQuery.Box("170", "-1", "-170", "1"));
        Assert.Equal(
            "north: missing; a box has west, south, east and north",
            Assert.Throws<ProblemException>(() => InsightsQuery.Box("1", "2", "3", null)).Problem.Detail);
        Assert.Equal(
            "west: '181' is not a number from -180 to 180",
            Assert.Throws<ProblemException>(() => InsightsQuery.Box("181", "2", "3", "4")).Problem.Detail);
        Assert.Equal(
            "south: it is greater than north",
            Assert.Throws<ProblemException>(() => InsightsQuery.Box("1", "5", "3", "4")).Problem.Detail);
        Assert.Throws<ProblemException>(() => InsightsQuery.Box("NaN", "2", "3", "4"));
    }
}
