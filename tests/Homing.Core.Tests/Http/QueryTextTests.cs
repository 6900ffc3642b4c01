using Homing.Http;

namespace Homing.Core.Tests.Http;

public sealed class QueryTextTests
{
    [Theory]
    [InlineData(null, 5)]
    [InlineData("", 5)]
    [InlineData("1", 1)]
    [InlineData("10", 10)]
    public void Whole_number_is_read_and_may_be_absent(string? text, int number) =>
        Assert.Equal(number, QueryText.WholeNumber("limit", text, 5, 1, 10));

    [Theory]
    [InlineData("0")]
    [InlineData("11")]
    [InlineData("1.5")]
    [InlineData("all")]
    public void Wrong_whole_number_is_refused_by_its_name(string text) => Refused(
        $"limit: '{text}' is not a whole number from 1 to 10", () => QueryText.WholeNumber("limit", text, 5, 1, 10));

    [Theory]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("-180.1")]
    [InlineData("1,5")]
    public void Wrong_number_is_refused_by_its_name(string text) => Refused(
        $"west: '{text}' is not a number from -180 to 180", () => QueryText.Number("west", text, -180, 180));

    [Fact]
    public void One_of_some_words_is_taken_and_no_other()
    {
        Assert.Equal("b", QueryText.OneOf("state", "b", "a", "b"));
        Assert.Null(QueryText.OneOf("state", "", "a", "b"));
        Refused("state: 'B' is not allowed; allowed is a, b", () => QueryText.OneOf("state", "B", "a", "b"));
        Refused(
            $"state: '{new string('x', 60)}…' is not allowed; allowed is a", () => QueryText.OneOf("state", new string('x', 61), "a"));
    }

    [Theory]
    [InlineData("2026-05-07T19:00:00Z")]
    [InlineData("2026-05-07T22:00:00+03:00")]
    [InlineData("2026-05-07T22:00:00 03:00")]
    [InlineData("2026-05-07T19:00:00.000Z")]
    public void Time_with_any_offset_is_read(string text) =>
        Assert.Equal(new DateTimeOffset(2026, 5, 7, 19, 0, 0, TimeSpan.Zero), QueryText.Time("from", text));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-05-07")]
    [InlineData("2026-05-07T19:00:00")]
    public void Wrong_time_is_refused_by_its_name(string text) => Refused(
        $"from: '{text}' is not a time as RFC 3339, such as 2026-05-07T20:34:50Z", () => QueryText.Time("from", text));

    private static void Refused(string detail, Func<object?> read)
    {
        var problem = Assert.Throws<ProblemException>(read).Problem;
        Assert.Equal((400, detail), (problem.Status, problem.Detail));
    }
}
