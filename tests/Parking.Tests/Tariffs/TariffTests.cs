using Homing.Parking.Tariffs;

namespace Homing.Parking.Tests.Tariffs;

public sealed class TariffTests
{
    private const string Street = "0-1 Saat  : 10,00;1-2 Saat  : 14,00;2-4 Saat  : 16,00;4-8 Saat  : 20,00;Tam Gün  : 25,00";

    [Theory]
    [InlineData(15, 0)]
    [InlineData(16, 10)]
    [InlineData(60, 10)]
    [InlineData(61, 14)]
    [InlineData(240, 16)]
    [InlineData(480, 20)]
    [InlineData(481, 25)]
    [InlineData(1440, 25)]
    [InlineData(1441, 35)]
    [InlineData(1440 + 481, 50)]
    [InlineData(2880, 50)]
    public void Stay_costs_the_band_it_ends_in_and_days_add_up(int minutes, double price) =>
        Assert.Equal((decimal)price, TariffParser.Parse(Street, "15")!.PriceOf(TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData("2-4 Saat  : 14,00;4-8 Saat  : 16,00", 60)]
    [InlineData("0-1 Saat : 1,00", 61)]
    public void Stay_no_band_is_for_has_no_price(string text, int minutes) =>
        Assert.Null(TariffParser.Parse(text, "0")!.PriceOf(TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData("")]
    [InlineData("15.0")]
    [InlineData("Kamyon  : 15,00;Tır  : 40,00")]
    [InlineData("0-1 Saat Otobüs  : 20,00;1-2 Saat Otobüs  : 21,00")]
    [InlineData("11-12 Saat Otomobil  : 19,00;12-13 Saat Otomobil  : 195,00;13-14 Saat Otomobil  : 20,00")]
    public void What_is_not_the_price_of_a_car_gives_no_tariff(string text) =>
        Assert.Null(TariffParser.Parse(text, "0"));

    [Theory]
    [InlineData("0-3 Saat Kamyon  : 6,00;0-3 Saat Otomobil  : 4,00;3-5 Saat Otomobil  : 6,50", 200, 6.5)]
    [InlineData("\u00a0Tam Gün  : 9,00", 60, 9)]
    [InlineData("Tam Gün  : 13,00;2.Tam Gün : 26,00", 1500, 26)]
    [InlineData("0-1 Saat  : 10,00;1-2 saat : 12,00;Tam Gün : 30,00;Tam Gün Etkinlik : 50,00", 600, 30)]
    public void Price_of_a_car_is_found_among_others(string text, int minutes, double price) =>
        Assert.Equal((decimal)price, TariffParser.Parse(text, "0")!.PriceOf(TimeSpan.FromMinutes(minutes)));

    [Fact]
    public void Shipped_tariffs_are_read_for_nearly_all_lots_that_have_one()
    {
        var lots = RealData.Catalogue.Lots;

        Assert.Equal(20m, lots[RealData.NumberOf("2")].Tariff!.PriceOf(TimeSpan.FromHours(5)));
        Assert.Equal(600, lots.Count(lot => lot.Tariff is not null));
        Assert.Null(lots[RealData.NumberOf("1912")].Tariff);
    }
}
