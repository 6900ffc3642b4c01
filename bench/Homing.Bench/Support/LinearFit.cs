namespace Homing.Bench.Support;

/// <summary>The straight line with the least squares of errors.</summary>
/// <param name="Intercept">Its value at 0.</param>
/// <param name="Slope">What one more adds.</param>
/// <param name="Determination">R²: 1 where all points lie on it.</param>
internal sealed record LinearFit(double Intercept, double Slope, double Determination)
{
    /// <param name="points">At least two, of different x.</param>
    public static LinearFit Of(IReadOnlyCollection<(double X, double Y)> points)
    {
        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        var slope = points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
        var all = points.Sum(point => (point.Y - y) * (point.Y - y));
        var left = points.Sum(point => Math.Pow(point.Y - y - (slope * (point.X - x)), 2));
        return new LinearFit(y - (slope * x), slope, all == 0 ? 1 : 1 - (left / all));
    }
}
