using Homing.Parking.Search;
using Homing.Parking.Tests.Search;
using Homing.Parking.Watching;

namespace Homing.Parking.Tests.Watching;

public sealed class ReachIndexTests
{
    [Fact]
    public void Found_after_any_changes_is_what_brute_force_finds() => Seeds.ForAny(300, seed =>
    {
        var scenario = new IndexScenario(seed);
        var index = new ReachIndex<int>();
        var reaches = new List<(Reach<int> Reach, UnitVector Place, double Squared)>();
        for (var change = 0; change < 400; change++)
        {
            var at = reaches.Count == 0 ? 0 : scenario.Next(reaches.Count);
            switch (scenario.Next(6))
            {
                case 0 when reaches.Count > 0:
                    index.Remove(reaches[at].Reach);
                    reaches.RemoveAt(at);
                    break;
                case 1 when reaches.Count > 0:
                    var squared = AnyReach(scenario, reaches[at].Place);
                    index.Move(reaches[at].Reach, squared);
                    reaches[at] = reaches[at] with { Squared = squared };
                    break;
                case 2:
                    var place = scenario.AnyPlace();
                    reaches.Add((index.Add(change, place), place, double.PositiveInfinity));
                    break;
                case 3:
                    AssertSame(scenario.AnyPlace());
                    break;
                default:
                    var from = scenario.AnyPlace();
                    reaches.Add((index.Add(change, from), from, AnyReach(scenario, from)));
                    index.Move(reaches[^1].Reach, reaches[^1].Squared);
                    break;
            }
        }

        foreach (var (_, place, squared) in reaches)
        {
            // Where an item stands, and, for the two sides of its border, a place just as far as it reaches.
            AssertSame(place);
            AssertSame(AtDistance(scenario, place, squared));
        }

        void AssertSame(UnitVector place)
        {
            var found = new HashSet<int>();
            index.Find(place, found);
            var expected = reaches.Where(item => item.Place.SquaredChordTo(place) <= item.Squared)
                .Select(item => item.Reach.Item);
            Assert.Equal(expected.Order(), found.Order());
        }
    });

    [Fact]
    public void Removed_item_stays_removed()
    {
        var index = new ReachIndex<string>();
        var place = UnitVector.FromDegrees(41, 29);
        var reach = index.Add("a", place);

        index.Remove(reach);
        index.Remove(reach);
        index.Move(reach, 1);

        var found = new HashSet<string>();
        index.Find(place, found);
        Assert.Empty(found);
    }

    [Fact]
    public void Reach_includes_its_border()
    {
        var (here, there) = (UnitVector.FromDegrees(41, 29), UnitVector.FromDegrees(41.01, 29.02));
        var index = new ReachIndex<string>();
        var squared = here.SquaredChordTo(there);
        index.Move(index.Add("to it", here), squared);
        index.Move(index.Add("not to it", here), Math.BitDecrement(squared));

        var found = new HashSet<string>();
        index.Find(there, found);

        Assert.Equal(["to it"], found);
    }

    /// <summary>From none to everywhere; often a power of two, where levels meet, or exactly to some other place.</summary>
    private static double AnyReach(IndexScenario scenario, UnitVector from) => scenario.Next(6) switch
    {
        0 => 0,
        1 => Math.ScaleB(1, 2 * (scenario.Next(24) - 22)),
        2 => Math.BitDecrement(Math.ScaleB(1, 2 * (scenario.Next(24) - 22))),
        3 => from.SquaredChordTo(scenario.AnyPlace()),
        _ => scenario.AnyRadius(),
    };

    private static UnitVector AtDistance(IndexScenario scenario, UnitVector place, double squaredChord)
    {
        var chord = Math.Sqrt(Math.Min(squaredChord, 4));
        return scenario.Next(6) switch
        {
            0 => place with { X = place.X + chord },
            1 => place with { X = place.X - chord },
            2 => place with { Y = place.Y + chord },
            3 => place with { Y = place.Y - chord },
            4 => place with { Z = place.Z + chord },
            _ => place with { Z = place.Z - chord },
        };
    }
}
