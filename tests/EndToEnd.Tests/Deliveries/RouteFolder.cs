using System.Globalization;

namespace EndToEnd.Tests.Deliveries;

/// <summary>Routes straight to the north, whose rides take as many half seconds as are asked for.</summary>
internal static class RouteFolder
{
    public const double SpeedMps = 13.9;

    private const double MetresADegree = 111_195.08;

    /// <summary>Writes routes 1, 2, 3 …; answers the setting that names them.</summary>
    public static string Write(string folder, params int[] steps)
    {
        Directory.CreateDirectory(folder);
        using var list = new StreamWriter(Path.Combine(folder, "routes.csv"));
        list.WriteLine("id,title,file");
        foreach (var (index, count) in steps.Index())
        {
            // Half a step short of the whole number, so that nothing hangs on rounding.
            var north = -15.8 + ((count - 0.5) * SpeedMps * 0.5 / MetresADegree);
            File.WriteAllText(
                Path.Combine(folder, $"{index}.txt"),
                string.Create(CultureInfo.InvariantCulture, $"-15.8,-47.9\n{north:0.0000000},-47.9\n"));
            list.WriteLine($"{index + 1},Route {index + 1},{index}.txt");
        }

        return Path.Combine(folder, "routes.csv");
    }
}
