using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Tests.Routes;

public sealed class RouteFileTests
{
    private const string Good = "-15.82594,-47.92923\n-15.8261,-47.92911\n";

    [Fact]
    public void A_file_with_broken_lines_tells_each_of_them()
    {
        var faults = ReadFile("Data/fullcycle_3_broken.txt");
        Assert.Equal([92, 136, 212], faults.Select(fault => fault.Line));
        Assert.All(faults, fault => Assert.StartsWith("'", fault.Reason, StringComparison.Ordinal));
        Assert.Equal("fullcycle_3_broken.txt:92: '4-15.825,-47.9257' is not lat,lng", faults[0].ToString());
    }

    [Theory]
    [InlineData(Good)]
    [InlineData("-15.82594,-47.92923\r\n-15.8261,-47.92911\r\n")]
    [InlineData("-15.82594,-47.92923\n-15.8261,-47.92911")]
    [InlineData("-15.82594,-47.92923\n-15.8261,-47.92911\n\n")]
    [InlineData("-15.82594,-47.92923\n-15.82594,-47.92923\n-15.8261,-47.92911\n-15.8261,-47.92911\n")]
    public void Line_ends_and_repeated_points_do_not_matter(string text)
    {
        Assert.Empty(Read(text, out var line));
        Assert.Equal([new(-15.82594, -47.92923), new(-15.8261, -47.92911)], line!.Points);
    }

    [Theory]
    [InlineData("", null, "there are no points")]
    [InlineData("\n", null, "there are no points")]
    [InlineData("1,2\n1,2\n", null, "only one place")]
    [InlineData("91,2\n", 1, "not on the Earth")]
    [InlineData("1,180.1\n", 1, "not on the Earth")]
    [InlineData("NaN,1\n", 1, "not lat,lng")]
    [InlineData("1e1,1\n", 1, "not lat,lng")]
    [InlineData("1;1\n", 1, "not lat,lng")]
    [InlineData("1,1,1\n", 1, "not lat,lng")]
    [InlineData(Good + "\n-15.8261,-47.9291\n", 3, "not lat,lng")]
    [InlineData(Good + "-15.9,-47.92911\n", 3, "m from the point before; at most 1000 m are allowed")]
    public void What_is_wrong_is_told_with_its_line(string text, int? at, string reason)
    {
        var fault = Read(text, out var line)[0];
        Assert.Null(line);
        Assert.Equal(at, fault.Line);
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_and_a_gap_is_no_jump()
    {
        var faults = Read("1,1\nx\n50,50\n1,1\n95,0\n", out _);
        Assert.Equal([2, 4, 5], faults.Select(fault => fault.Line));
    }

    private static List<RouteFault> ReadFile(string path)
    {
        using var text = new StreamReader(Path.Combine(AppContext.BaseDirectory, path));
        var faults = new List<RouteFault>();
        Assert.Null(RouteFile.Read(text, Path.GetFileName(path), 1_000, faults));
        return faults;
    }

    private static List<RouteFault> Read(string text, out RouteLine? line)
    {
        var faults = new List<RouteFault>();
        line = RouteFile.Read(new StringReader(text), "route.txt", 1_000, faults);
        return faults;
    }
}
