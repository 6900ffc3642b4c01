using FsCheck;
using FsCheck.Fluent;
using Homing.Gateway.Answers;
using Homing.Messages;

namespace Homing.Gateway.Tests.Answers;

/// <summary>
/// Random histories of a mailbox and the connections of three clients, against a model that knows only what must hold. A
/// failure prints the seed and the shrunk history; run it again with <c>Settings.WithReplay(seed, gamma)</c>.
/// </summary>
public sealed class MailboxPropertyTests
{
    private const int Clients = 3;
    private const int MaxAnswers = 8;
    private const int MaxBytes = 1 << 20;
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(500).WithStartSize(10).WithEndSize(200);

    private enum Kind
    {
        Add,
        AddAgain,
        Settle,
        Acknowledge,
        End,
        ConnectForAll,
        ConnectForSome,
        Pass,
    }

    [Fact]
    public void Whatever_the_order_every_answer_that_is_owed_reaches_the_last_connection_that_waits_for_it()
    {
        var (delivered, again, evicted, expired) = (0, 0, 0, 0);
        Check.One(Settings, Prop.ForAll(Arb.From(Gen.ArrayOf(Steps())), async history =>
        {
            using var kit = await MailboxKit.CreateAsync(
                new GatewayOptions { MaxMailboxAnswers = MaxAnswers, MaxMailboxBytes = MaxBytes });
            var world = new World(kit);
            foreach (var step in history)
            {
                world.Do(step);
                world.Check();
            }

            world.Finish();
            delivered += world.Delivered;
            again += world.Again;
            evicted += world.Evicted;
            expired += world.Expired;
        }));

        Assert.True(
            delivered > 1000 && again > 100 && evicted > 100 && expired > 100,
            $"The histories are too tame: {delivered} delivered, {again} of them again, {evicted} evicted, {expired} expired.");
    }

    private static Gen<(Kind Kind, int Amount)> Steps() =>
        from kind in Gen.Frequency(
            (10, Gen.Constant(Kind.Add)),
            (2, Gen.Constant(Kind.AddAgain)),
            (2, Gen.Constant(Kind.Settle)),
            (5, Gen.Constant(Kind.Acknowledge)),
            (3, Gen.Constant(Kind.End)),
            (3, Gen.Constant(Kind.ConnectForAll)),
            (3, Gen.Constant(Kind.ConnectForSome)),
            (2, Gen.Constant(Kind.Pass)))
        from amount in Gen.Choose(0, 1000)
        select (kind, amount);

    private sealed class World(MailboxKit kit)
    {
        // What is owed, oldest first: the model of the mailbox.
        private readonly List<Owed> _owed = [];
        private readonly HashSet<RequestKey> _had = [];
        private readonly HashSet<RequestKey> _deliveredOnce = [];
        private readonly (MailboxKit.Visit Visit, HashSet<string>? WaitsFor)?[] _here =
            new (MailboxKit.Visit, HashSet<string>?)?[Clients];

        private int _answers;

        public int Delivered { get; private set; }

        public int Again { get; private set; }

        public int Evicted { get; private set; }

        public int Expired { get; private set; }

        public void Do((Kind Kind, int Amount) step)
        {
            var number = step.Amount % Clients;
            var client = Client(number);
            switch (step.Kind)
            {
                case Kind.Add:
                    Add(client, $"r{_answers++}", 1 + step.Amount);
                    break;
                case Kind.AddAgain when _owed.Count > 0:
                    var owed = _owed[step.Amount % _owed.Count].Request;
                    kit.Add(owed.ClientId, owed.RequestId);
                    break;
                case Kind.AddAgain when _had.Count > 0:
                    var had = _had.First();
                    kit.Add(had.ClientId, had.RequestId);
                    break;
                case Kind.Settle when _owed.Count > 0:
                    var settled = _owed[step.Amount % _owed.Count];
                    kit.Mailbox.Settle(settled.Request);
                    Had(settled.Request);
                    break;
                case Kind.Acknowledge when _here[number] is var (visit, _) && visit.Answers.Count > 0:
                    var seq = 1 + (step.Amount % visit.Answers.Count);
                    Assert.True(visit.TryAcknowledge(seq));
                    visit.Answers.Take(seq).ToList().ForEach(id => Had(new RequestKey(client, id)));
                    break;
                case Kind.End:
                    Leave(number);
                    break;
                case Kind.ConnectForAll:
                    Connect(number, null);
                    break;
                case Kind.ConnectForSome:
                    Connect(number, [.. _owed.Where(owed => owed.Request.ClientId == client)
                        .Where((_, index) => (step.Amount >> index) % 2 == 0).Select(owed => owed.Request.RequestId)
                        .Append($"r{_answers + Clients}")]);
                    break;
                case Kind.Pass:
                    kit.Time.Advance(TimeSpan.FromMilliseconds(step.Amount));
                    kit.Mailbox.Expire(kit.Time.GetUtcNow());
                    Expired += _owed.RemoveAll(owed => owed.ExpiresAt <= kit.Time.GetUtcNow());
                    break;
            }
        }

        public void Check()
        {
            Assert.Equal(_owed.Count, kit.Mailbox.Count);
            Assert.Equal(_owed.Sum(owed => owed.Bytes), kit.Mailbox.Bytes);
            foreach (var (number, here) in _here.Index())
            {
                if (here is not var (visit, waitsFor))
                {
                    continue;
                }

                var answers = visit.Answers;
                Assert.Equal(answers.Distinct(), answers);
                var missing = _owed
                    .Where(owed => owed.Request.ClientId == Client(number))
                    .Select(owed => owed.Request.RequestId)
                    .Where(id => waitsFor?.Contains(id) ?? true)
                    .Except(answers);
                Assert.Empty(missing);
                if (waitsFor is not null)
                {
                    Assert.Subset(waitsFor, answers.ToHashSet());
                }
            }
        }

        public void Finish()
        {
            for (var number = 0; number < Clients; number++)
            {
                Leave(number);
                Connect(number, null);
                Check();
                var visit = _here[number]!.Value.Visit;
                visit.TryAcknowledge(visit.Answers.Count);
                _owed.RemoveAll(owed => owed.Request.ClientId == Client(number));
                Leave(number);
            }

            Assert.Equal((0, 0L), (kit.Mailbox.Count, kit.Mailbox.Bytes));
        }

        private static string Client(int number) => $"c{number}";

        private void Add(string client, string id, int bytes)
        {
            var request = new RequestKey(client, id);
            var expiresAt = kit.Time.GetUtcNow() + TimeSpan.FromSeconds(2);
            _owed.Add(new Owed(
                request, expiresAt, new MailItem { Response = MailboxKit.Answer(client, id, bytes), ExpiresAt = expiresAt }.Bytes));
            while (_owed.Count > MaxAnswers)
            {
                _owed.RemoveAt(0);
                Evicted++;
            }

            kit.Add(client, id, bytes, seconds: 2);
        }

        private void Had(RequestKey request)
        {
            if (_owed.RemoveAll(owed => owed.Request == request) > 0)
            {
                _had.Add(request);
            }
        }

        private void Connect(int number, HashSet<string>? waitsFor)
        {
            Count(number);
            _here[number] = (kit.Connect(Client(number), waitsFor?.ToArray()), waitsFor);
        }

        private void Leave(int number)
        {
            Count(number);
            _here[number]?.Visit.End();
            _here[number] = null;
        }

        private void Count(int number)
        {
            var ids = _here[number]?.Visit.Answers ?? [];
            Delivered += ids.Count;
            Again += ids.Count(id => !_deliveredOnce.Add(new RequestKey(Client(number), id)));
        }

        private sealed record Owed(RequestKey Request, DateTimeOffset ExpiresAt, int Bytes);
    }
}
