using System.CommandLine;
using System.Globalization;
using Homing.Messages;

namespace Homing.Host.Dead;

/// <summary><c>dead</c>, <c>dead show</c> and <c>dead replay</c>: what was set aside, and putting it back.</summary>
internal static class DeadCommand
{
    private const int Done = 0;
    private const int NotAll = 1;
    private const string Time = "yyyy-MM-dd HH:mm:ss.fff'Z'";

    /// <summary>Makes the command.</summary>
    /// <param name="settings">What the command line says of settings, by name.</param>
    /// <param name="data">The option that names the data folder.</param>
    public static Command Create(IReadOnlyDictionary<string, string?> settings, Option<string> data)
    {
        var url = new Option<Uri>("--url")
        {
            Description = "The server to ask where it has the log to itself",
            DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080"),
            CustomParser = result =>
            {
                if (!Uri.TryCreate(result.Tokens[^1].Value, UriKind.Absolute, out var address))
                {
                    result.AddError($"--url is '{result.Tokens[^1].Value}': it must be an address such as http://127.0.0.1:8080.");
                }

                return address;
            },
        };
        var topic = new Argument<string>("TOPIC") { Description = "The topic that the letters came from" };
        var last = new Option<int>("--last") { Description = "How many, the newest", DefaultValueFactory = _ => 10 };
        var at = new Option<string[]>("--at") { Description = "A place, partition@offset; may be given several times" };
        var all = new Option<bool>("--all") { Description = "Everything that waits" };
        var again = new Option<bool>("--again") { Description = "Also what was put back before" };
        last.Validators.Add(result =>
        {
            if (result.Tokens.SingleOrDefault() is { } token
                && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) || value is < 1 or > 1000))
            {
                result.AddError($"--last is '{token.Value}': it must be a whole number from 1 to 1000.");
            }
        });

        var show = new Command("show", "Shows the newest letters of a topic") { topic, last, data, url };
        show.SetAction((parsed, cancellationToken) => RunAsync(parsed, letters =>
            ShowAsync(letters, parsed.GetValue(topic)!, parsed.GetValue(last), cancellationToken)));
        var replay = new Command("replay", "Puts letters back to the topic that they came from") { topic, at, all, again, data, url };
        replay.SetAction((parsed, cancellationToken) => RunAsync(parsed, letters => ReplayAsync(
            letters,
            parsed.GetValue(topic)!,
            new DeadReplayRequest(parsed.GetValue(at), parsed.GetValue(all), parsed.GetValue(again)),
            cancellationToken)));
        var dead = new Command("dead", "Lists what could not be read and was set aside") { data, url, show, replay };
        dead.SetAction((parsed, cancellationToken) => RunAsync(parsed, letters => ListAsync(letters, cancellationToken)));
        return dead;

        Task<int> RunAsync(ParseResult parsed, Func<IDeadLetters, Task<int>> act) =>
            DeadSession.RunAsync(parsed.GetValue(data)!, settings, parsed.GetValue(url)!, act);
    }

    private static async Task<int> ListAsync(IDeadLetters letters, CancellationToken cancellationToken)
    {
        var topics = await letters.ListAsync(cancellationToken);
        if (topics.Count == 0)
        {
            Console.WriteLine("Nothing was ever set aside.");
            return Done;
        }

        var width = Math.Max(5, topics.Max(topic => topic.Topic.Length));
        Console.WriteLine($"{"topic".PadRight(width)}  {"waiting",8}  {"replayed",8}  last set aside");
        foreach (var topic in topics)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{topic.Topic.PadRight(width)}  {topic.Waiting,8}  {topic.Replayed,8}  {Text(topic.LastAt)}"));
        }

        return Done;
    }

    private static async Task<int> ShowAsync(IDeadLetters letters, string topic, int last, CancellationToken cancellationToken)
    {
        foreach (var letter in await letters.ShowAsync(topic, last, cancellationToken) ?? throw NoSuchTopic(topic))
        {
            Console.WriteLine($"{letter.Position}  {TerminalText.Escape(letter.Reason)}");
            Console.WriteLine($"  taken     {Text(letter.Timestamp)}");
            Console.WriteLine($"  set aside {Text(letter.SetAsideAt)}");
            if (letter.ReplayedAt is { } replayed)
            {
                Console.WriteLine($"  replayed  {Text(replayed)}");
            }

            Console.WriteLine($"  key       {TerminalText.Escape(letter.Key)}");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  value     {(letter.Value is { } value ? TerminalText.Escape(value) : "none (a tombstone)")}"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"            {letter.ValueBytes} bytes{(letter.IsCut ? ", cut: it was too large to be kept whole" : "")}"));
        }

        return Done;
    }

    private static async Task<int> ReplayAsync(
        IDeadLetters letters, string topic, DeadReplayRequest request, CancellationToken cancellationToken)
    {
        if (request.Check(out _) is { } wrong)
        {
            throw new HomingException($"{wrong} See: homing dead replay --help");
        }

        var replays = await letters.ReplayAsync(topic, request, cancellationToken) ?? throw NoSuchTopic(topic);
        foreach (var replay in replays)
        {
            Console.WriteLine($"{replay.Position}  " + replay.Outcome switch
            {
                DeadReplayOutcome.Replayed => $"put back, now at {replay.ReplayedTo}",
                DeadReplayOutcome.ReplayedBefore => $"was put back at {Text(replay.ReplayedAt)}; with --again it is once more",
                DeadReplayOutcome.Cut => "was too large to be kept whole, so it cannot be put back",
                _ => "there is no such letter",
            });
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{replays.Count(replay => replay.Outcome == DeadReplayOutcome.Replayed)} put back"));
        return replays.Any(replay => replay.Outcome is DeadReplayOutcome.Cut or DeadReplayOutcome.NotFound) ? NotAll : Done;
    }

    private static HomingException NoSuchTopic(string topic) =>
        new($"Nothing was ever set aside from '{topic}'. 'homing dead' lists the topics.");

    private static string Text(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture) ?? "unknown";
}
