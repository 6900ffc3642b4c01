using System.Globalization;

namespace Homing.Fleet;

/// <summary>Does to a fleet what is typed.</summary>
internal sealed class FleetShell(LocalFleet fleet, FleetScreen screen)
{
    private const string Help =
        """
        kill NAME             kill -9
        pause NAME            let it stand still (SIGSTOP)
        continue NAME         let it go on (SIGCONT)
        stop NAME             let it drain and stop (SIGTERM)
        start NAME            start it again, at the same address
        scale gateways N      bring the number of gateways, or of workers, to N
        rolling-restart       stop and start every gateway, worker and feed, one after the other
        broker down|up        cut off Kafka, all brokers or `broker down N` one of them, and bring it back
        status                what runs where
        quit                  end all
        A NAME is one of the table, such as gateway-1, worker-2 or redis. A Redis that was killed comes back empty.
        """;

    /// <summary>Reads commands until <c>quit</c>, or until cancelled; where the input ends it only waits.</summary>
    public async Task RunAsync(TextReader input, CancellationToken cancellationToken)
    {
        // A read of a terminal cannot be cancelled: it is left behind.
        var ended = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        while (true)
        {
            var reading = Task.Run(input.ReadLine, CancellationToken.None);
            if (await Task.WhenAny(reading, ended) == ended)
            {
                return;
            }

            if (await reading is not { } line)
            {
                await Task.WhenAny(ended);
                return;
            }

            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words is ["quit" or "exit"])
            {
                return;
            }

            if (words.Length > 0)
            {
                await TryAsync(words, cancellationToken);
            }
        }
    }

    private async Task TryAsync(string[] words, CancellationToken cancellationToken)
    {
        try
        {
            await DoAsync(words, cancellationToken);
        }
        catch (Exception exception) when (exception is HomingException or FormatException)
        {
            screen.Say(exception.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // All is ended anyway.
        }
    }

    private async Task DoAsync(string[] words, CancellationToken cancellationToken)
    {
        switch (words)
        {
            case ["help" or "?"]:
                screen.Say("commands:\n" + Help);
                break;
            case ["status"]:
                screen.Show(fleet);
                break;
            case ["kill", var name]:
                await Named(name).KillAsync();
                screen.Say($"{name} is killed");
                break;
            case ["pause", var name]:
                Named(name).Pause();
                screen.Say($"{name} stands still");
                break;
            case ["continue", var name]:
                Named(name).Continue();
                screen.Say($"{name} goes on");
                break;
            case ["stop", var name]:
                SayStopped(Named(name), await LocalFleet.StopAsync(Named(name)));
                break;
            case ["start", var name]:
                await Named(name).StartAsync(cancellationToken);
                screen.Say($"{name} is ready");
                break;
            case ["scale", "gateway" or "gateways" or "worker" or "workers", var count]:
                await ScaleAsync(words[1].TrimEnd('s'), count, cancellationToken);
                break;
            case ["rolling-restart"]:
                await fleet.RollingRestartAsync(SayStopped, cancellationToken);
                screen.Say("everything has been restarted");
                break;
            case ["broker" or "brokers", "down" or "up", .. var which]:
                Switch(words[1] == "up", which);
                break;
            default:
                screen.Say($"there is no '{string.Join(' ', words)}'; type help for what there is");
                break;
        }
    }

    private async Task ScaleAsync(string kind, string text, CancellationToken cancellationToken)
    {
        if (!int.TryParse(text, CultureInfo.InvariantCulture, out var count) || count is < 0 or > 32)
        {
            throw new FormatException($"'{text}' is not a number from 0 to 32");
        }

        await fleet.ScaleAsync(kind, count, cancellationToken);
        screen.Show(fleet);
    }

    private void Switch(bool up, string[] which)
    {
        if (which is [var text])
        {
            if (!int.TryParse(text, CultureInfo.InvariantCulture, out var broker) || broker < 1 || broker > fleet.Brokers.Cluster.Brokers)
            {
                throw new FormatException($"'{text}' is not a broker: they are 1 to {fleet.Brokers.Cluster.Brokers}");
            }

            (up ? (Action<int>)fleet.Brokers.Cluster.StartBroker : fleet.Brokers.Cluster.StopBroker)(broker);
        }
        else if (up)
        {
            fleet.Brokers.Start();
        }
        else
        {
            fleet.Brokers.Stop();
        }

        screen.Say(up ? "Kafka is back" : "Kafka is cut off");
    }

    private void SayStopped(Member member, TimeSpan? took) => screen.Say(took is { } time
        ? string.Create(CultureInfo.InvariantCulture, $"{member.Name} stopped within {time.TotalSeconds:0.0} s")
        : $"{member.Name} did not stop in time and was killed");

    private Member Named(string name) => fleet.Find(name)
        ?? throw new FleetException($"there is no {name}; there are: {string.Join(", ", fleet.Members.Select(member => member.Name))}");
}
