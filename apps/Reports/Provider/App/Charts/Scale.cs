namespace Homing.Reports.Provider.App.Charts;

/// <summary>An axis from 0: round ticks, the last of them not below the largest value.</summary>
internal sealed class Scale
{
    private const int WantedSteps = 5;

    private static readonly int[] Factors = [1, 2, 5, 10];

    /// <param name="largest">The largest value.</param>
    public Scale(decimal largest)
    {
        Step = StepFor(largest / WantedSteps);
        var steps = Math.Max(1, (int)decimal.Ceiling(largest / Step));
        Ticks = [.. Enumerable.Range(0, steps + 1).Select(index => index * Step)];
    }

    /// <summary>Between two ticks: 1, 2 or 5 times a power of ten.</summary>
    public decimal Step { get; }

    /// <summary>The ticks, from 0 up.</summary>
    public IReadOnlyList<decimal> Ticks { get; }

    /// <summary>Where a value lies: 0 at 0, 1 at the last tick.</summary>
    public double At(decimal value) => (double)(value / Ticks[^1]);

    /// <summary>A tick as text, with as many places as the step has.</summary>
    public string Label(decimal tick) => tick.ToString(
        Step >= 1 ? "#,0" : Step >= 0.1m ? "0.0" : "0.00", System.Globalization.CultureInfo.InvariantCulture);

    private static decimal StepFor(decimal least)
    {
        // Sales are told in steps of 0.01.
        var power = 0.01m;
        while (power * 10 < least)
        {
            power *= 10;
        }

        return Factors.Select(factor => factor * power).First(step => step >= least);
    }
}
