using Homing.History;
using Homing.Testing;

namespace Homing.HistoryChecker.Tests;

/// <summary>
/// Makes up what a sound system would have written down, request by request, and breaks it where it is told to. It knows
/// what a checker must say of it.
/// </summary>
internal sealed class HistoryScript
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, (int Connection, long Seq)> _clients = [];
    private TimeSpan _now;

    public List<Entry> Entries { get; } = [];

    /// <summary>What a checker must report, no more and no less.</summary>
    public HashSet<(FaultKind Kind, string ClientId, string RequestId)> Expected { get; } = [];

    public static HistoryScript Of(params IEnumerable<Plan> plans)
    {
        var script = new HistoryScript();
        foreach (var (plan, number) in plans.Select((plan, number) => (plan, number)))
        {
            script.Add(plan, $"r{number}");
        }

        foreach (var client in script._clients.Keys)
        {
            script.Client(client, HistoryStep.Closed, "");
        }

        return script;
    }

    private void Add(Plan plan, string id)
    {
        var client = $"c{plan.Client}";
        var damage = plan.Damage;
        var outcome = damage == Damage.None ? plan.Outcome : Outcome.Delivered;
        if (!_clients.ContainsKey(client))
        {
            Connect(client);
        }

        if (damage != Damage.NeverAsked)
        {
            Client(client, HistoryStep.Asked, id, deadline: damage == Damage.DeliveredAfterResumeTtl ? TimeSpan.FromHours(1) : Wait);
        }

        Server("gateway:0:7", HistoryStep.Accepted, client, id);
        if (damage != Damage.AcceptedAfterDelivered)
        {
            Client(client, HistoryStep.Accepted, id);
        }

        Work("a", client, id, backwards: damage == Damage.AnsweredBeforeBegun);
        switch (outcome)
        {
            case Outcome.Refused:
                Client(client, HistoryStep.Refused, id);
                return;
            case Outcome.Expired:
                Client(client, HistoryStep.Expired, id);
                return;
            case Outcome.Cancelled:
                Client(client, HistoryStep.Cancelled, id);
                return;
            case Outcome.WorkedTwice:
                Work("b", client, id, backwards: false);
                break;
            case Outcome.HandedOver:
                Server("gateway:0:7", HistoryStep.HandedOver, client, id);
                _now += Wait * 2;
                Connect(client);
                break;
        }

        if (damage != Damage.Lost)
        {
            Deliver(client, id, damage);
        }

        Expect(damage, client, id);
    }

    private void Deliver(string client, string id, Damage damage)
    {
        var (first, second) = damage == Damage.AcknowledgedBeforeSent
            ? (HistoryStep.Acknowledged, HistoryStep.Sent)
            : (HistoryStep.Sent, HistoryStep.Acknowledged);
        Server("gateway:0:7", first, client, id);
        var (connection, seq) = _clients[client];
        seq += damage == Damage.NumberLeftOut ? 2 : 1;
        _clients[client] = (connection, seq);
        Client(client, HistoryStep.Sent, id, seq: seq);
        var late = damage switch
        {
            Damage.DeliveredAfterDeadline => Wait + TimeSpan.FromSeconds(3),
            Damage.DeliveredAfterResumeTtl => TimeSpan.FromSeconds(150),
            _ => TimeSpan.Zero,
        };
        _now += late;
        for (var time = 0; time < (damage == Damage.Doubled ? 2 : 1); time++)
        {
            Client(client, HistoryStep.Delivered, id, damage == Damage.AnswerOfAnother ? $"somebody/{id}" : $"{client}/{id}");
        }

        if (damage == Damage.AcceptedAfterDelivered)
        {
            Client(client, HistoryStep.Accepted, id);
        }

        _now -= late;
        Server("gateway:0:7", second, client, id);
    }

    private void Expect(Damage damage, string client, string id)
    {
        FaultKind? kind = damage switch
        {
            Damage.None => null,
            Damage.Lost => FaultKind.Lost,
            Damage.Doubled => FaultKind.Doubled,
            Damage.AnswerOfAnother or Damage.NeverAsked => FaultKind.Misdelivered,
            Damage.DeliveredAfterDeadline or Damage.DeliveredAfterResumeTtl => FaultKind.Late,
            _ => FaultKind.OutOfOrder,
        };
        if (kind is { } expected)
        {
            Expected.Add((expected, client, id));
        }
    }

    private void Connect(string client)
    {
        _clients[client] = (_clients.GetValueOrDefault(client).Connection + 1, 0);
        Client(client, HistoryStep.Connected, "");
    }

    private void Work(string process, string client, string id, bool backwards)
    {
        Server("worker:test", backwards ? HistoryStep.Answered : HistoryStep.Begun, client, id, process);
        Server("worker:test", backwards ? HistoryStep.Begun : HistoryStep.Answered, client, id, process);
    }

    private void Server(string actor, HistoryStep step, string client, string id, string process = "a") =>
        Write(process, new RecordedStep(step, actor, client, id, "0@1"));

    private void Client(
        string client, HistoryStep step, string id, string? detail = null, long? seq = null, TimeSpan? deadline = null) =>
        Write("clients", new RecordedStep(
            step, "client", client, id, detail, $"{client}-{_clients[client].Connection}", seq, DateTimeOffset.UnixEpoch + deadline));

    private void Write(string process, RecordedStep step)
    {
        _now += TimeSpan.FromMilliseconds(1);
        Entries.Add(new Entry(process, _now, step));
    }

    /// <summary>One line: in whose file, when, and what. A deadline counts from the line's own time.</summary>
    public sealed record Entry(string Process, TimeSpan At, RecordedStep Step);

    /// <summary>What becomes of one request.</summary>
    public sealed record Plan(int Client, Outcome Outcome = Outcome.Delivered, Damage Damage = Damage.None);
}

/// <summary>What a sound system may do with a request.</summary>
internal enum Outcome
{
    Delivered,
    Refused,
    Expired,
    Cancelled,
    WorkedTwice,
    HandedOver,
}

/// <summary>What it must not do.</summary>
internal enum Damage
{
    None,
    Lost,
    Doubled,
    AnswerOfAnother,
    NeverAsked,
    DeliveredAfterDeadline,
    DeliveredAfterResumeTtl,
    NumberLeftOut,
    AnsweredBeforeBegun,
    AcknowledgedBeforeSent,
    AcceptedAfterDelivered,
}
