using Homing.Deliveries.Routes;
using Homing.Roles;

namespace Homing.Deliveries.Tests.Routes;

public sealed class RouteCatalogueReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("homing-routes").FullName;

    [Fact]
    public void The_shipped_routes_are_as_long_as_they_are()
    {
        var catalogue = RouteCatalogueReader.ReadFile(ShippedFiles.Locate("data/routes/routes.csv"), 1_000);
        Assert.Equal(["1 Primeiro", "2 Segundo", "3 Terceiro"], catalogue.Routes.Select(route => $"{route.Id} {route.Title}"));
        Assert.Equal([1874.2, 1191.3, 2288.6], catalogue.Routes.Select(route => Math.Round(route.Line.LengthM, 1)));
        Assert.Empty(catalogue.Refused);
    }

    [Fact]
    public void A_route_with_a_fault_is_refused_and_the_others_work()
    {
        File.Copy(
            Path.Combine(AppContext.BaseDirectory, "Data/fullcycle_3_broken.txt"), Path.Combine(_folder, "broken.txt"));
        Write("good.txt", "1,1\n1.001,1\n");
        var catalogue = Read("""
            id,title,file
            1,First,good.txt
            2,Second,broken.txt
            3,Third,missing.txt
            1,Again,good.txt
            ,Nameless,good.txt
            4,Fourth
            a/b,Slash,good.txt
            5,Fifth,good.txt
            """);
        Assert.Equal(["1", "5"], catalogue.Routes.Select(route => route.Id));
        Assert.Equal("First", catalogue.Find("1")!.Title);
        Assert.Null(catalogue.WhyRefused("1"));
        Assert.Null(catalogue.WhyRefused("77"));
        Assert.Null(catalogue.Find("2"));
        Assert.Contains("broken.txt:136: '5-15.827,-47.923' is not lat,lng; ", catalogue.WhyRefused("2"), StringComparison.Ordinal);
        Assert.Contains(":4: the file 'missing.txt' cannot be read", catalogue.WhyRefused("3"), StringComparison.Ordinal);
        Assert.Equal(
            [3, 1, 1, 1, 1, 1], catalogue.Refused.Select(refused => refused.Faults.Count));
        Assert.Equal([5, 6, 7, 8], catalogue.Refused.Skip(2).Select(refused => refused.Faults[0].Line));
        Assert.EndsWith("the id '1' is taken by line 2", catalogue.Refused[2].Faults[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_cannot_be_read_is_an_error_of_one_line()
    {
        var missing = Assert.Throws<HomingException>(() => RouteCatalogueReader.ReadFile(Path.Combine(_folder, "none.csv"), 1));
        Assert.Contains("none.csv", missing.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', missing.Message);
        Assert.Contains(
            "has no column file", Assert.Throws<HomingException>(() => Read("id,title\n1,x\n")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private RouteCatalogue Read(string list)
    {
        Write("routes.csv", list);
        return RouteCatalogueReader.ReadFile(Path.Combine(_folder, "routes.csv"), 1_000);
    }
}
