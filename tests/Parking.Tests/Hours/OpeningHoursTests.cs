using Homing.Parking.Hours;

namespace Homing.Parking.Tests.Hours;

public sealed class OpeningHoursTests
{
    // The times of the tests are those of İstanbul.
    private static DateTimeOffset At(string time) =>
        new(new DateOnly(2026, 5, 7), TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture), OpeningHours.IstanbulOffset);

    private static OpeningHours Parse(string text) =>
        OpeningHours.TryParse(text, out var hours) ? hours : throw new FormatException(text);

    [Theory]
    [InlineData("08:00-19:00", "07:59", false)]
    [InlineData("08:00-19:00", "08:00", true)]
    [InlineData("08:00-19:00", "18:59", true)]
    [InlineData("08:00-19:00", "19:00", false)]
    [InlineData("08:00-00:00", "23:59", true)]
    [InlineData("08:00-00:00", "00:00", false)]
    [InlineData("08:00-24:00", "23:59", true)]
    [InlineData("08:00-02:00", "01:59", true)]
    [InlineData("08:00-02:00", "02:00", false)]
    [InlineData("16:00-08:00", "03:00", true)]
    [InlineData("16:00-08:00", "12:00", false)]
    [InlineData("24 Saat", "03:00", true)]
    [InlineData("24 saat", "03:00", true)]
    public void Open_is_from_the_first_minute_to_before_the_last(string hours, string time, bool isOpen)
    {
        Assert.Equal(isOpen, Parse(hours).IsOpenAt(At(time)));
        Assert.Equal(isOpen, Parse(hours).IsOpenFor(At(time), TimeSpan.Zero));
    }

    [Fact]
    public void Time_of_any_offset_is_taken_as_the_time_of_Istanbul() =>
        Assert.True(Parse("08:00-19:00").IsOpenAt(new DateTimeOffset(2026, 5, 7, 5, 0, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData("08:00-19:00", "17:00", 120, true)]
    [InlineData("08:00-19:00", "17:00", 121, false)]
    [InlineData("08:00-02:00", "23:00", 180, true)]
    [InlineData("08:00-02:00", "23:00", 181, false)]
    [InlineData("08:00-19:00", "07:00", 60, false)]
    [InlineData("24 Saat", "07:00", 10_000, true)]
    public void Stay_must_end_before_closing(string hours, string time, int minutes, bool isOpen) =>
        Assert.Equal(isOpen, Parse(hours).IsOpenFor(At(time), TimeSpan.FromMinutes(minutes)));

    [Fact]
    public void Opening_past_midnight_began_the_day_before() =>
        Assert.Equal(At("16:00").AddDays(-1), Parse("16:00-08:00").OpenedAt(At("03:00")));

    [Theory]
    [InlineData("")]
    [InlineData("08:00")]
    [InlineData("8-19")]
    [InlineData("25:00-26:00")]
    [InlineData("08:00-19:00-20:00")]
    public void Anything_else_is_not_read(string text) => Assert.False(OpeningHours.TryParse(text, out _));
}
