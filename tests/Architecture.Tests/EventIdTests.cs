using System.Text.RegularExpressions;

namespace Architecture.Tests;

public sealed partial class EventIdTests
{
    [Fact]
    public void Every_log_event_id_of_the_product_is_given_once()
    {
        var ids = new[] { "src", "apps" }.SelectMany(folder => Repository.Files(folder, "EventIds.cs"))
            .SelectMany(path => Constant().Matches(File.ReadAllText(path)).Select(match => (Id: match.Groups[1].Value, path)))
            .ToArray();

        Assert.NotEmpty(ids);
        Assert.All(ids.GroupBy(item => item.Id), group => Assert.True(group.Count() == 1, string.Join(", ", group)));
    }

    [GeneratedRegex(@"const int \w+ = (\d+);")]
    private static partial Regex Constant();
}
