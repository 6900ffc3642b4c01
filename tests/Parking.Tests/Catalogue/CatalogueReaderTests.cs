using Homing.Parking.Catalogue;

namespace Homing.Parking.Tests.Catalogue;

public sealed class CatalogueReaderTests
{
    private const string Header =
        "park_id,name,lat,lng,capacity,park_type,work_hours,district,address,free_minutes,tariff_2020\n";

    [Fact]
    public void Shipped_catalogue_has_741_lots_and_100_rows_without_coordinates()
    {
        var catalogue = RealData.Catalogue;

        Assert.Equal(841, catalogue.Report.Rows);
        Assert.Equal(741, catalogue.Lots.Count);
        Assert.Equal(
            new Dictionary<RejectReason, int> { [RejectReason.MissingCoordinates] = 100 }, catalogue.Report.Counts);
        Assert.All(catalogue.Lots, lot => Assert.NotNull(lot.Hours));
    }

    [Theory]
    [InlineData("1,A,,29,10,AÇIK OTOPARK,24 Saat,,,0,", RejectReason.MissingCoordinates)]
    [InlineData("1,A,41,,10,AÇIK OTOPARK,24 Saat,,,0,", RejectReason.MissingCoordinates)]
    [InlineData("1,A,29,41,10,AÇIK OTOPARK,24 Saat,,,0,", RejectReason.SwappedCoordinates)]
    [InlineData("1,A,-99,-99,10,AÇIK OTOPARK,24 Saat,,,0,", RejectReason.OutOfBounds)]
    [InlineData("1,A,40.499,29,10,AÇIK OTOPARK,24 Saat,,,0,", RejectReason.OutOfBounds)]
    [InlineData("1,A,41,30.001,10,AÇIK OTOPARK,24 Saat,,,0,", RejectReason.OutOfBounds)]
    [InlineData("1,A,41,29,0,AÇIK OTOPARK,24 Saat,,,0,", RejectReason.BadCapacity)]
    [InlineData("1,A,41,29,-5,AÇIK OTOPARK,24 Saat,,,0,", RejectReason.BadCapacity)]
    [InlineData("1,A,41,29,many,AÇIK OTOPARK,24 Saat,,,0,", RejectReason.BadCapacity)]
    [InlineData("1,A,north,29,10,AÇIK OTOPARK,24 Saat,,,0,", RejectReason.Malformed)]
    [InlineData("1,A,NaN,29,10,AÇIK OTOPARK,24 Saat,,,0,", RejectReason.Malformed)]
    [InlineData("1,A,41,29,10,HAVUZ,24 Saat,,,0,", RejectReason.Malformed)]
    [InlineData(",A,41,29,10,AÇIK OTOPARK,24 Saat,,,0,", RejectReason.Malformed)]
    [InlineData("1,A,41,29", RejectReason.Malformed)]
    [InlineData("7,Good again,41,29,10,AÇIK OTOPARK,24 Saat,,,0,", RejectReason.DuplicateId)]
    public void Bad_row_is_left_out_with_its_line_and_reason_and_the_others_are_loaded(string row, RejectReason reason)
    {
        var catalogue = Read($"{Header}7,Good,41,29,10,açık otopark,08:00-19:00,,,0,\n{row}\n9,Good too,41,29,10,KAPALI OTOPARK,24 Saat,,,0,\n");

        Assert.Equal(["7", "9"], catalogue.Lots.Select(lot => lot.Id));
        var rejected = Assert.Single(catalogue.Report.Rejected);
        Assert.Equal((3, reason), (rejected.Line, rejected.Reason));
    }

    [Fact]
    public void Row_with_a_quote_too_few_spoils_itself_only()
    {
        var catalogue = Read($"{Header}1,\"A,41,29,10,AÇIK OTOPARK,24 Saat,,,0,\n2,B,41,29,10,AÇIK OTOPARK,24 Saat,,,0,\n");

        Assert.Equal(["2"], catalogue.Lots.Select(lot => lot.Id));
        Assert.Equal(2, Assert.Single(catalogue.Report.Rejected).Line);
    }

    [Fact]
    public void File_without_a_needed_column_is_refused_by_the_names_of_both() =>
        Assert.Contains("lot.csv' has no column lng", Assert.Throws<HomingException>(() => CatalogueReader.Read(
            new StringReader(Header.Replace(",lng", "", StringComparison.Ordinal)), "lot.csv")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("YOL ÜSTÜ", ParkType.OnStreet)]
    [InlineData("yol üstü", ParkType.OnStreet)]
    [InlineData("Açık Otopark", ParkType.Open)]
    [InlineData("on_street", ParkType.OnStreet)]
    [InlineData("OPEN", ParkType.Open)]
    [InlineData("Covered", ParkType.Covered)]
    [InlineData("taksi park", ParkType.Taxi)]
    [InlineData("TAXI", ParkType.Taxi)]
    [InlineData("minibüs park", ParkType.Minibus)]
    public void Park_type_is_read_in_both_languages_and_any_case(string text, ParkType expected)
    {
        Assert.True(ParkTypes.TryParse(text, out var type));
        Assert.Equal(expected, type);
    }

    private static LotCatalogue Read(string text) => CatalogueReader.Read(new StringReader(text), "lots.csv");
}
