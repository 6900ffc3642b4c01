using Homing.Parking.Feed;

namespace Homing.Parking.Tests.Feed;

public sealed class ReplayTapeTests
{
    private static readonly ReplayTape Tape = new(RealData.Readings.Readings);

    [Theory]
    [InlineData("2026-11-21T05:00:00Z")]
    [InlineData("2026-04-18T05:00:00Z")]
    [InlineData("2020-02-29T23:59:00Z")]
    public void Start_is_at_the_weekday_and_time_of_day_of_the_clock_with_a_week_before_it(string clock)
    {
        var now = DateTimeOffset.Parse(clock, System.Globalization.CultureInfo.InvariantCulture);

        var start = Tape[Tape.FindStart(now)].At;

        // As near as there are readings: the longest gap is 224 minutes.
        var ahead = TimeSpan.FromTicks((start - now).Ticks % TimeSpan.FromDays(7).Ticks);
        ahead = ahead < TimeSpan.Zero ? ahead + TimeSpan.FromDays(7) : ahead;
        Assert.InRange(ahead, TimeSpan.Zero, TimeSpan.FromMinutes(225));
        Assert.True(start >= Tape[0].At.AddDays(7));
    }

    [Fact]
    public void Before_a_step_is_the_newest_reading_of_each_lot()
    {
        var before = Tape.Before(200);

        Assert.InRange(before.Readings.Count, 253, 279);
        Assert.All(before.Readings, reading => Assert.True(reading.At < Tape[200].At));
        Assert.Equal(279, Tape.Before(0).Readings.Count);
    }

    [Fact]
    public void After_the_last_step_comes_the_first()
    {
        Assert.Equal(397, Tape.Count);
        Assert.Equal((1, Tape[1].At - Tape[0].At), Tape.After(0));
        Assert.Equal((0, TimeSpan.FromHours(1)), Tape.After(396));
    }

    [Theory]
    [InlineData("2", "02:00", false, "12:00", true)]
    [InlineData("2", "12:00", true, "02:00", false)]
    [InlineData("2", "12:00", false, "13:00", false)]
    [InlineData("1988", "12:00", false, "13:00", false)]
    public void Flag_is_replayed_as_far_as_it_contradicted_the_hours(
        string id, string recordedAt, bool recorded, string now, bool expected)
    {
        var lot = RealData.Catalogue.Lots[RealData.NumberOf(id)];

        var reading = ReadingsReplay.Translate(
            new RecordedReading(At(recordedAt), id, 50, 1, recorded), lot, At(now));

        Assert.Equal((expected, At(now)), (reading.Open, reading.ObservedAt));
    }

    private static DateTimeOffset At(string istanbul) => new(
        new DateOnly(2026, 5, 7),
        TimeOnly.Parse(istanbul, System.Globalization.CultureInfo.InvariantCulture),
        TimeSpan.FromHours(3));
}
