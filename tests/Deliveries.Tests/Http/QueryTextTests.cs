using Homing.Deliveries.Http;
using Homing.Deliveries.Insights;

namespace Homing.Deliveries.Tests.Http;

public sealed class QueryTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 7, 20, 34, 50, TimeSpan.Zero);

    [Fact]
    public void Span_without_ends_is_the_last_day() =>
        Assert.Equal((Now.AddDays(-1), Now), QueryText.Span(null, "", Now));

    [Theory]
    [InlineData("2026-05-07T19:00:00Z")]
    [InlineData("2026-05-07T22:00:00+03:00")]
    [InlineData("2026-05-07T22:00:00 03:00")]
    [InlineData("2026-05-07T19:00:00.000Z")]
    public void Time_with_any_offset_is_read(string text) =>
        Assert.Equal(new DateTimeOffset(2026, 5, 7, 19, 0, 0, TimeSpan.Zero), QueryText.Span(text, null, Now).From);

    [Theory]
    [InlineData("yesterday", null, "from: 'yesterday' is not a time as RFC 3339, such as 2026-05-07T20:34:50Z")]
    [InlineData("2026-05-07T19:00:00", null, "from: '2026-05-07T19:00:00' is not a time as RFC 3339, such as 2026-05-07T20:34:50Z")]
    [InlineData(null, "2026-05-07", "to: '2026-05-07' is not a time as RFC 3339, such as 2026-05-07T20:34:50Z")]
    [InlineData("2026-05-08T00:00:00Z", null, "from: 2026-05-08T00:00:00.0000000+00:00 is not before 2026-05-07T20:34:50.0000000+00:00")]
    public void Wrong_span_is_refused_by_its_name(string? from, string? to, string detail) =>
        Assert.Equal(detail, Assert.Throws<ProblemException>(() => QueryText.Span(from, to, Now)).Problem.Detail);

    [Theory]
    [InlineData("0", "limit: '0' is not a whole number from 1 to 10")]
    [InlineData("11", "limit: '11' is not a whole number from 1 to 10")]
    [InlineData("1.5", "limit: '1.5' is not a whole number from 1 to 10")]
    [InlineData("all", "limit: 'all' is not a whole number from 1 to 10")]
    public void Wrong_number_is_refused_by_its_name(string text, string detail) => Assert.Equal(
        detail, Assert.Throws<ProblemException>(() => QueryText.WholeNumber("limit", text, 5, 1, 10)).Problem.Detail);

    [Fact]
    public void Box_has_all_sides_or_none()
    {
        Assert.Null(QueryText.Box(null, null, null, null));
        Assert.Equal(new DegreeBox(170, -1, -170, 1), QueryText.Box("170", "-1", "-170", "1"));
        Assert.Equal(
            "north: missing; a box has west, south, east and north",
            Assert.Throws<ProblemException>(() => QueryText.Box("1", "2", "3", null)).Problem.Detail);
        Assert.Equal(
            "west: '181' is not a number from -180 to 180",
            Assert.Throws<ProblemException>(() => QueryText.Box("181", "2", "3", "4")).Problem.Detail);
        Assert.Equal(
            "south: it is greater than north",
            Assert.Throws<ProblemException>(() => QueryText.Box("1", "5", "3", "4")).Problem.Detail);
        Assert.Throws<ProblemException>(() => QueryText.Box("NaN", "2", "3", "4"));
    }
}
