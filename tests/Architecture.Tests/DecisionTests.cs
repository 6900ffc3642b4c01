namespace Architecture.Tests;

public sealed class DecisionTests
{
    [Fact]
    public void Every_decision_has_a_number_of_its_own_and_none_is_left_out()
    {
        var numbers = Repository.Files("docs/decisions", "*.md").Select(Path.GetFileName)
            .Select(name => int.Parse(name![..4], System.Globalization.CultureInfo.InvariantCulture)).Order().ToArray();

        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
    }
}
